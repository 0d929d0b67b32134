# Was das Plug-in sagt. Englisch steht in locale/en-US, mit denselben Namen.

refkit-window-title = refkit
refkit-menu =
    .label = refkit
refkit-menu-references =
    .label = Literatur dieser Übersichtsarbeit holen …
refkit-menu-labels =
    .label = Diese Einträge verschlagworten …
refkit-menu-retractions =
    .label = Auf Rückzüge prüfen …
refkit-menu-runs =
    .label = Läufe und Rückgängig …
refkit-menu-settings =
    .label = Einstellungen …
refkit-menu-setup =
    .label = refkit auf diesem Computer suchen …

refkit-heading-references = Literatur dieser Übersichtsarbeit
refkit-heading-labels = Schlagworte für diese Einträge
refkit-heading-retractions = Rückzüge und Berichtigungen
refkit-heading-undo = Einen Lauf rückgängig machen
refkit-heading-runs = Läufe
refkit-go-references =
    { $count ->
        [0] Hinzufügen
        [one] 1 Eintrag hinzufügen
       *[other] { $count } Einträge hinzufügen
    }
refkit-go-labels =
    { $count ->
        [0] Verschlagworten
        [one] 1 Eintrag verschlagworten
       *[other] { $count } Einträge verschlagworten
    }
refkit-go-retractions = Schließen
refkit-go-undo =
    { $count ->
        [0] Rückgängig machen
        [one] 1 Eintrag zurücknehmen
       *[other] { $count } Einträge zurücknehmen
    }
refkit-close = Schließen
refkit-cancel = Abbrechen
refkit-look-again = Noch einmal nachsehen
refkit-collection = In die Sammlung
refkit-progress =
    .aria-label = Wie weit es ist
refkit-status-asking = refkit wird gefragt …
refkit-status-ready = Noch ist nichts geschrieben.
refkit-status-writing = { $done } von { $total } geschrieben …
refkit-status-done =
    { $total ->
        [one] 1 Eintrag ist geschrieben.
       *[other] { $total } Einträge sind geschrieben.
    }
refkit-status-failed = Es wurde nichts geschrieben.
refkit-status-cancelled = Abgebrochen. Es wurde nichts geschrieben.

refkit-groups = Zeigen
refkit-group-all = Alle { $count }
refkit-group-add = Neu { $count }
refkit-group-change = Wird geändert { $count }
refkit-group-unresolved = Nicht aufgelöst { $count }
refkit-group-there = Schon da { $count }
refkit-group-trash = Im Papierkorb { $count }
refkit-group-conflict = Konflikte { $count }
refkit-group-undo = Wird zurückgenommen { $count }
refkit-group-keep = Bleibt { $count }
refkit-action-add = Wird angelegt
refkit-action-change = Wird geändert
refkit-action-unresolved = Nicht aufgelöst: bleibt wie gedruckt
refkit-action-there = Schon da
refkit-action-trash = Liegt im Papierkorb oder wurde gelöscht: bleibt dort
refkit-action-conflict = Bleibt, wie es ist
refkit-action-undo = Wird zurückgenommen
refkit-action-keep = Bleibt
refkit-list =
    .aria-label = Zeile für Zeile
refkit-column-position = Nr.
refkit-column-reference = Literaturstelle
refkit-column-action = Was geschieht
refkit-column-labels = Schlagworte
refkit-column-modality = Modalität
refkit-tick =
    .aria-label = { $title }
refkit-tick-all =
    .aria-label = Alle, die zu sehen sind
refkit-changes =
    { $count ->
        [one] 1 Änderung
       *[other] { $count } Änderungen
    }
refkit-words = Worte, die sie begründen
refkit-retracted = Zurückgezogen
refkit-no-findings = Nichts gefunden: kein Rückzug, kein Vorbehalt, keine Berichtigung.
refkit-show-item = In der Bibliothek zeigen

refkit-label-confirm = Bestätigen
    .aria-label = { $name } bestätigen
refkit-label-remove = Entfernen
    .aria-label = { $name } entfernen
refkit-label-clear = Entscheidung zurücknehmen
    .aria-label = Entscheidung über { $name } zurücknehmen
refkit-label-removed = { $name }: entfernt von { $by }
refkit-label-decided =
    { $decision ->
        [add] Hinzugefügt von { $by }
        [remove] Entfernt von { $by }
       *[confirm] Bestätigt von { $by }
    }

refkit-section-header =
    .label = refkit
refkit-section-sidenav =
    .tooltiptext = refkit
refkit-section-no-labels = Kein Schlagwort: nichts in diesem Eintrag begründet eines.
refkit-section-cited = Zitiert von
refkit-section-cited-at = { $review }, Nr. { $position }
refkit-section-missing = refkit wurde auf diesem Computer nicht gefunden.
refkit-section-setup = Suchen …
refkit-state-resolved = Aufgelöst: die Arbeit, die die Übersichtsarbeit zitiert.
refkit-state-not-resolved = Nicht aufgelöst: steht da, wie es in der Übersichtsarbeit gedruckt ist.
refkit-state-unknown = Nicht von refkit geschrieben.

refkit-runs-what = Was refkit in diese Bibliothek geschrieben hat. Rückgängig legt in den Papierkorb, was ein Lauf angelegt hat, und behält, was Sie seither geändert haben.
refkit-runs-started = Wann
refkit-runs-source = Woher
refkit-runs-into = Wohin
refkit-runs-items = Einträge
refkit-runs-by = Wie
refkit-runs-undo = Rückgängig
refkit-undo = Rückgängig …
    .aria-label = Lauf { $run } rückgängig machen
refkit-no-runs = Es gibt noch keine Läufe.

refkit-setup-heading-found = refkit ist gefunden
refkit-setup-heading-missing = refkit ist nicht zu finden
refkit-setup-heading-old = refkit ist zu alt
refkit-setup-heading-new = Dieses Plug-in ist zu alt
refkit-setup-heading-sandbox = Zotero läuft abgeschottet
refkit-setup-what-found = Version { $version } antwortet. Sie können dieses Fenster schließen.
refkit-setup-what-missing = Dieses Plug-in fragt ein Programm namens refkit und hat auf diesem Computer keines gefunden, das antwortet. Installieren Sie es oder sagen Sie, wo es ist, und prüfen Sie noch einmal.
refkit-setup-what-old = Das gefundene refkit (Version { $version }) versteht dieses Plug-in nicht. Installieren Sie ein neueres und prüfen Sie noch einmal.
refkit-setup-what-new = Das gefundene refkit (Version { $version }) spricht eine neuere Sprache als dieses Plug-in. Machen Sie damit ein neues Plug-in (refkit zotero plugin -o refkit.xpi) und installieren Sie es.
refkit-setup-what-sandbox = Zotero wurde als { $sandbox } installiert und darf kein Programm dieses Computers starten. Starten Sie die Seite von refkit selbst und tragen Sie die Adresse ein, die sie nennt; das Plug-in fragt dann dort. Gefragt wird nur auf diesem Computer.
refkit-setup-terminal-linux = In einem Terminal, wenn die Datei unter Downloads liegt:
refkit-setup-terminal-mac = Im Programm Terminal, wenn die Datei unter Downloads liegt:
refkit-setup-terminal-win = Im Programm Eingabeaufforderung, wenn die Datei unter Downloads liegt:
refkit-setup-terminal-sandbox = In einem Terminal, das offen bleibt:
refkit-setup-copy = Kopieren
refkit-setup-where = Oder wo das Programm ist, wenn Sie es wissen:
refkit-setup-where-title = Wo refkit ist
refkit-setup-address = Die Adresse, die sie nennt:
refkit-setup-choose = Auswählen …
refkit-setup-tried = Was versucht wurde
refkit-setup-test = Noch einmal prüfen
refkit-setup-testing = Wird gesucht …
refkit-setup-found = Gefunden: refkit { $version } unter { $path }
refkit-setup-not-found = Noch nicht gefunden.
refkit-tried-ok = Version { $version }
refkit-tried-missing = ist nicht da
refkit-tried-old = Version { $version }, zu alt
refkit-tried-new = Version { $version }, neuer als dieses Plug-in
refkit-tried-broken = antwortet nicht wie refkit
refkit-tried-address = ist keine Adresse, die refkit ui nennt

refkit-prefs-path = Das Programm refkit
refkit-prefs-path-help = Leer: Es wird an den üblichen Orten gesucht.
refkit-prefs-test = Prüfen
refkit-prefs-contact = Kontaktadresse
refkit-prefs-contact-help = Eine E-Mail-Adresse, die Crossref genannt wird und schnellere Antworten bringt. Leer: Es wird keine genannt.
refkit-prefs-facets = Facetten, die verschlagworten
refkit-prefs-facets-unknown = Sie stehen hier, wenn refkit gefunden ist.
refkit-prefs-style = Schlagworte werden geschrieben als
refkit-prefs-style-name = Name (CAR-NK)
refkit-prefs-style-id = Kürzel (car-nk)
refkit-prefs-style-path = Pfad (modality/car-nk)
refkit-prefs-style-group = Facette und Name (modality > CAR-NK)
refkit-prefs-collection = Sammlung
refkit-prefs-collection-help = In welche Sammlung Literatur kommt. Leer: in keine, wenn das Fenster keine nennt.
refkit-prefs-offline = Niemanden im Netz fragen; antworten aus dem, was gemerkt ist

refkit-error-missing = refkit wurde auf diesem Computer nicht gefunden: Werkzeuge > refkit > refkit auf diesem Computer suchen.
refkit-error-read-only = Diese Bibliothek darf nur gelesen werden.
refkit-error-changed = Die Bibliothek wurde inzwischen geändert. Es wurde nichts geschrieben: sehen Sie noch einmal nach.
refkit-error-changed-item = „{ $title }“ wurde inzwischen geändert. Es wurde nichts geschrieben: sehen Sie noch einmal nach.
refkit-error-begin = refkit konnte nicht festhalten, was geschrieben würde, darum wurde nichts geschrieben. { $message }
refkit-error-record = Zotero hat alles geschrieben, aber refkit konnte es nicht festhalten: { $message }
refkit-error-other = { $message }
