import re
import unicodedata

import pytest
from growth import PARTS, is_linear
from hypothesis import example, given
from hypothesis import strategies as st

from refkit.text.markup import read_abstract, read_markup, read_plain
from refkit.text.plain import unstyled
from refkit.text.rich import RichText, Run, Style

ITALIC, SUP, SUB, CAPS = Style.ITALIC, Style.SUP, Style.SUB, Style.SMALL_CAPS
TAG = re.compile(r"</?(?:\w+:)?(?:i|em|b|sub|sup|scp|p|title|sec|math|m[ion]|italic|bold)\b[^<>]*>")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def sup(text):
    return Run(text, (SUP,))


def sub(text):
    return Run(text, (SUB,))


def italic(text):
    return Run(text, (ITALIC,))


# The comment names a real title with the same defect.
@pytest.mark.parametrize(
    ("deposited", "plain"),
    [
        ("GOODS &amp;amp; CARE", "GOODS & CARE"),  # 10.1001/archsurg.1997.01430310110029
        ("Urban Risk&amp;nbsp;", "Urban Risk"),  # 10.1306/00aa9ad4-1730-11d7-8645000102c1865d
        ("Augustine&amp;#39;s Letters", "Augustine's Letters"),  # 10.12987/9780300244878
        ("&lt;i&gt;Canis&lt;/i&gt; in Japan", "Canis in Japan"),  # 10.1292/jvms.20-0380
        (
            "A Nest (&lt;http://www.example.org/a.html&gt;)",  # 10.1007/978-1-4020-6754-9_5229
            "A Nest (<http://www.example.org/a.html>)",
        ),
        ("Low\n  <i>s</i>\n  \u2010Ind", "Low s\u2010Ind"),  # 10.1002/ange.202107855
        ("di[\n <i>b</i>\n ,\n <i>g</i>\n ]naph", "di[b,g]naph"),  # 10.1002/ange.202107855
        ("kinase p110α (\n  <i>PIK</i>\n  )", "kinase p110α (PIK)"),  # 10.1073/pnas.1205508109
        ("<i>RAS</i>\n /\n <i>MET</i>\n in", "RAS/MET in"),  # 10.1136/jclinpath-2020-206745
        ("species of\n  <i>Aus</i>\n  (Bidae)", "species of Aus (Bidae)"),  # 10.7717/peerj.4946
        ("<i>Women</i>\n  .", "Women."),  # 10.1080/0147037x.2024.2403941
        ("Co<sub>1+x\n </sub>Mn<sub>2</sub> films", "Co1+xMn2 films"),  # 10.1088/1361-648x/abd573
        ("CD8\n <sup>+</sup>\n T cells", "CD8+ T cells"),  # 10.1101/2020.12.01.406702
        ("H\n <sub>2</sub>\n O splitting", "H2 O splitting"),
        ("PET with\n <sup>89</sup>\n Zr-trastuzumab", "PET with 89Zr-trastuzumab"),
        ("between<i>Chlamydia</i>Infection", "between Chlamydia Infection"),  # 10.1155/2014/256181
        ("Stress in<i>Azospirillum</i>", "Stress in Azospirillum"),  # 10.1080/19336934.2020.1864201
        ("AT<sub>1</sub>Receptor", "AT1 Receptor"),  # 10.1155/2012/409047
        ("1,4-bis(1<i>H</i>-imidazol)", "1,4-bis(1H-imidazol)"),  # 10.1107/s1600536814011179
        ("27<i>s</i>. 6<i>d</i>.", "27s. 6d."),  # 10.1259/0007-1285-35-416-556-a
        ("of <i>Lactobacillus</i>s and anti<i>Toxo</i>", "of Lactobacilluss and antiToxo"),
        ("a sum $x^2$ of $n$ terms", "a sum $x^2$ of $n$ terms"),  # 10.1007/s00013-021-01606-z
        ("hybrid ABC$$+$$+–XYZ", "hybrid ABC+–XYZ"),  # 10.1007/s00193-018-0842-0
        ("of $$B^0$$ B 0 decays, $$p$$ production", "of B 0 decays, $$p$$ production"),
        ("co-\n   activator   1⍺", "co- activator 1⍺"),  # 10.1016/j.ymben.2023.07.005
        ("Werkst\ufffdtten", "Werkst\ufffdtten"),  # 10.1007/bf01168484
        ("<title>A Telescope</title>", "A Telescope"),  # 10.1117/12.60585
        ("This Week in <EMPH>JAMA</EMPH>", "This Week in JAMA"),  # 10.1001/jama.295.6.591
        ("Head &amp; Neck<br/>Surgery", "Head & Neck Surgery"),
        ("<b>Bold</b> <u>line</u> <xref ref-type='fn'>*</xref>", "Bold line *"),
        ('<a href="x">Link</a> <font color="red">red</font>', "Link red"),
        ("A<!-- note --> B <![CDATA[C & D]]>", "A B C & D"),
        ("Wiley & Sons, AT&T, R&notes; &copy 2020", "Wiley & Sons, AT&T, R&notes; &copy 2020"),
        ("Alzheimer\x92s \x00d\u202eisease\u200b", "Alzheimer’s disease"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("", ""),
        (" \n ", ""),
    ],
)  # fmt: skip
def test_plain_text_of_a_title(deposited, plain):
    assert read_plain(deposited) == plain


@pytest.mark.parametrize(
    "literal",
    [
        "p<0.05 and q>0.1",
        "a <b and c> d",
        "The <Springing of> words",
        "<http://example.org>",
        "the letter <a>",
        "x << y <",
        "a < b > c",
        "<title of a book>",
    ],
)
def test_what_only_looks_like_a_tag_is_text(literal):
    assert read_markup(literal) == RichText.of(literal)


@pytest.mark.parametrize(
    ("deposited", "rich"),
    [
        ("CD19<sup>+</sup> cells", RichText.of("CD19", sup("+"), " cells")),
        ("on <jats:italic>E. coli </jats:italic>K", RichText.of("on ", italic("E. coli"), " K")),
        ("<i> Homo</i> <em>sapiens</em> ", RichText.of(italic("Homo sapiens"))),
        ("<scp>HP</scp>1", RichText.of(Run("HP", (CAPS,)), "1")),  # 10.1111/jeu.12443
        (
            '<span style="font-variant:small-caps">DC</span>',  # 10.1002/aic.18520
            RichText.of(Run("DC", (CAPS,))),
        ),
        ("<i>c<sub>p</sub></i>", RichText.of(italic("c"), Run("p", (ITALIC, SUB)))),
        ("<i>open <u>and</u> never closed", RichText.of(italic("open and never closed"))),
        ("<b>bold</b> word", RichText.of(Run("bold", (Style.BOLD,)), " word")),
        ("closed</i> only", RichText.of("closed only")),
        ("a<sup> </sup>b", RichText.of("a b")),
        ("&lt;sup&gt;1&lt;/sup&gt;H NMR", RichText.of(sup("1"), "H NMR")),
        ("<i>A &lt;b&gt; tag</i>", RichText.of(italic("A <b> tag"))),
        ("<i>x</i> &amp;lt; y &amp;amp; z", RichText.of(italic("x"), " &lt; y & z")),
    ],
)  # fmt: skip
def test_styles_of_a_title(deposited, rich):
    assert read_markup(deposited) == rich


@pytest.mark.parametrize(
    ("deposited", "rich"),
    [
        (
            "<mml:math><mml:msub><mml:mrow><mml:mi>LaVO</mml:mi></mml:mrow>"
            "<mml:mn>4</mml:mn></mml:msub></mml:math>: A liquid",  # 10.1103/physrevb.89.235131
            RichText.of("LaVO", sub("4"), ": A liquid"),
        ),
        (
            '<math alttext="x"><semantics>\n <msup>\n <mi>x</mi>\n <mn>2</mn>\n </msup>'
            "<annotation>x^2</annotation></semantics></math> grows",
            RichText.of("x", sup("2"), " grows"),
        ),
        ("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>", RichText.of("a/b")),
        ("<math><msqrt><mi>s</mi></msqrt></math>", RichText.of("√s")),
        ("<math><mfenced><mi>a</mi><mi>b</mi></mfenced></math>", RichText.of("(a,b)")),
        ("on<math><mi>n</mi></math>points", RichText.of("on n points")),
        ("the <math><mi>n</mi></math>th", RichText.of("the nth")),
        (
            "of <inline-formula><tex-math>$x$</tex-math><math><mi>x</mi></math></inline-formula>",
            RichText.of("of x"),
        ),
        (  # 10.1109/tasc.2014.2368072
            '&lt;tex-math notation="LaTeX"&gt;$A_{2}$&lt;/tex-math&gt; joints',
            RichText.of("$A_{2}$ joints"),
        ),
        (
            r"<tex-math>\begin{document}$$x$$\end{document}</tex-math>",
            RichText.of("$$x$$"),
        ),
    ],
)  # fmt: skip
def test_formulas_of_a_title(deposited, rich):
    assert read_markup(deposited) == rich


@pytest.mark.parametrize(
    ("deposited", "plain"),
    [
        ("<jats:title>Abstract</jats:title>\n<jats:p>A.</jats:p>", "A."),  # 10.1002/ajmg.b.31237
        ("<jats:title>ABSTRACT:</jats:title><p>One.</p>", "One."),
        (
            "<jats:sec><jats:title>Methods</jats:title><jats:p>We did.</jats:p></jats:sec>"
            "<jats:sec><jats:title>Results:</jats:title><jats:p>It is.</jats:p></jats:sec>",
            "Methods: We did.\nResults: It is.",
        ),
        ("<ns4:p>One</ns4:p><ns4:p>Two</ns4:p>", "One\nTwo"),  # 10.53731/rceh7pn-tzg61kj-7zv63
        ("<JATS1:p>One</JATS1:p>\n <JATS1:p>Two</JATS1:p>", "One\nTwo"),  # 10.5040/9798400638725
        ("<p>Why ??? (so</p>", "Why ??? (so"),  # 10.57099/11h5yt3819
        (
            "&lt;p&gt;p &amp;lt; 0.05 &lt;em&gt;a&lt;/em&gt;&lt;/p&gt;",
            "p < 0.05 a",  # 10.22201/fcpys.2448492xe.2020.241.70445
        ),
        (
            "<jats:p>&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;</jats:p>",
            "One two",  # 10.1158/1078-0432.27142305
        ),
        ("<jats:p>p &lt; 0.05, T<jats:sub>H</jats:sub>1</jats:p>", "p < 0.05, TH1"),
        ("<p>[A &amp;amp; B]</p>", "[A & B]"),  # 10.53731/r79s4nh-97aq74v-ag4t1
        ("<p><list><list-item><p>One</p></list-item></list></p>", "One"),
        ("No markup\n at all", "No markup at all"),
        ("<jats:title>Abstract</jats:title>", ""),
        ("<jats:title>Aims</jats:title>", "Aims"),
        ("", ""),
    ],
)  # fmt: skip
def test_paragraphs_of_an_abstract(deposited, plain):
    assert read_abstract(deposited).plain == plain


tagged = st.lists(
    st.sampled_from(
        "<i> </i> <sup> </sup> <mml:math> </mml:math> <msub> <mn> </p> <p> <title> </title> <br/> "
        "&lt; &gt; &amp; i &amp;lt; $$ < > \n \u0301 é <!-- --> [ ] - <annotation> <tex>".split(" ")
    )
    | st.text(max_size=3)
).map("".join)


@given(tagged)
def test_anything_is_read_and_comes_out_clean(text):
    plain = read_plain(text)

    assert plain == " ".join(plain.split())
    assert not CONTROL.search(plain)
    assert not any(CONTROL.search(line) for line in read_abstract(text).plain.split("\n"))


@given(st.text())
@example("â\x80\x91\x08")
def test_text_without_markup_is_only_tidied(text):
    text = text.replace("<", "").replace("&", "").replace("$", "")
    once = read_plain(text)

    assert once == unicodedata.normalize("NFC", once)
    assert read_plain(once) == once


@pytest.mark.sweep(2)
@pytest.mark.parametrize(
    "unit",
    ["<i>", "<", "&amp;amp;amp;", "</i>", "<!--", "<i x='", "$$a", "\u0301\u0327", "\n<p>"],
)  # fmt: skip
@PARTS
def test_a_megabyte_of_nonsense_takes_no_time(unit, part):
    assert is_linear(lambda length: read_markup(unit * (length // len(unit))), 1_000_000 // part)


def test_every_recorded_title_and_abstract_is_read(recorded):
    titles = [
        title
        for work in recorded
        for field in ("title", "subtitle", "short-title", "original-title", "container-title")
        for title in work.get(field) or []
    ]
    read = [read_markup(title).plain for title in titles if title]
    read += [read_abstract(work["abstract"]).plain for work in recorded if work.get("abstract")]

    assert len(read) > len(recorded)
    assert [text for text in read if TAG.search(text) or CONTROL.search(text)] == []
    assert [text for text in read if re.search(r"&(amp|lt|gt|nbsp|#\d+);", text)] == []


def test_a_formula_of_tex_alone_is_not_lost_beside_one_in_mathml():
    tex = "<jats:inline-formula><jats:tex-math>$x^{2}$</jats:tex-math></jats:inline-formula>"
    math = "<mml:math><mml:mi>y</mml:mi></mml:math>"
    both = (
        f"<jats:inline-formula><jats:alternatives><jats:tex-math>$y$</jats:tex-math>{math}"
        "</jats:alternatives></jats:inline-formula>"
    )

    assert unstyled(read_abstract(f"{tex} and {both}, {tex}")) == "x² and y, x²"


@pytest.mark.parametrize(
    ("deposited", "shown"),
    [
        ('10<span style="vertical-align: super; color: red">6</span> cells', "10⁶ cells"),
        ("CO<inf>2</inf>", "CO₂"),
        ('CO<styled-content style="vertical-align:sub">2</styled-content>', "CO₂"),
    ],
)
def test_numbers_that_are_raised_in_other_ways_stay_raised(deposited, shown):
    assert unstyled(read_abstract(deposited)) == unstyled(read_markup(deposited)) == shown
