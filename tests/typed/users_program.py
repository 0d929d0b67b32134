"""What a user may write with the public names; mypy checks it strictly, with the package."""

import refkit

bibliography = refkit.fetch("10.1038/s41584-025-01343-5", offline=True)
unresolved = [
    each for each in bibliography.entries if isinstance(each.resolution, refkit.Unresolved)
]
refkit.save(refkit.tag(bibliography, facets=["modality"]), "review.refkit.json")
text: str = refkit.export(bibliography, "bibtex", tag_style="path")
findings = [(each.entry, each.sentence) for each in refkit.check(bibliography)]
numbers: list[tuple[int, ...]] = [
    places for _, by in refkit.overlap(bibliography) for places in by.values()
]
print(len(unresolved), len(findings), numbers[0])
