# What the plug-in says. German stands in locale/de, with the same ids.

refkit-window-title = refkit
refkit-menu =
    .label = refkit
refkit-menu-references =
    .label = Fetch This Review’s References…
refkit-menu-labels =
    .label = Label These Items…
refkit-menu-retractions =
    .label = Check for Retractions…
refkit-menu-runs =
    .label = Runs and Undo…
refkit-menu-settings =
    .label = Settings…
refkit-menu-setup =
    .label = Find refkit on This Computer…

refkit-heading-references = References of this review
refkit-heading-labels = Labels for these items
refkit-heading-retractions = Retractions and corrections
refkit-heading-undo = Undo a run
refkit-heading-runs = Runs
refkit-go-references =
    { $count ->
        [0] Add
        [one] Add 1 item
       *[other] Add { $count } items
    }
refkit-go-labels =
    { $count ->
        [0] Label
        [one] Label 1 item
       *[other] Label { $count } items
    }
refkit-go-retractions = Close
refkit-go-undo =
    { $count ->
        [0] Undo
        [one] Undo 1 item
       *[other] Undo { $count } items
    }
refkit-close = Close
refkit-cancel = Cancel
refkit-look-again = Look again
refkit-collection = Into the collection
refkit-progress =
    .aria-label = How far it is
refkit-status-asking = Asking refkit…
refkit-status-ready = Nothing has been written yet.
refkit-status-writing = { $done } of { $total } written…
refkit-status-done =
    { $total ->
        [one] 1 item is written.
       *[other] { $total } items are written.
    }
refkit-status-failed = Nothing was written.
refkit-status-cancelled = Cancelled. Nothing was written.

refkit-groups = Show
refkit-group-all = All { $count }
refkit-group-add = New { $count }
refkit-group-change = Will change { $count }
refkit-group-unresolved = Not resolved { $count }
refkit-group-there = There already { $count }
refkit-group-trash = In the trash { $count }
refkit-group-conflict = Conflicts { $count }
refkit-group-undo = Will be taken back { $count }
refkit-group-keep = Stays { $count }
refkit-action-add = Is created
refkit-action-change = Is changed
refkit-action-unresolved = Not resolved: kept as printed
refkit-action-there = There already
refkit-action-trash = Lies in the trash, or was deleted: left there
refkit-action-conflict = Left as it is
refkit-action-undo = Is taken back
refkit-action-keep = Stays
refkit-list =
    .aria-label = Line by line
refkit-column-position = No.
refkit-column-reference = Reference
refkit-column-action = What happens
refkit-column-labels = Labels
refkit-column-modality = Modality
refkit-tick =
    .aria-label = { $title }
refkit-tick-all =
    .aria-label = All that are shown
refkit-changes =
    { $count ->
        [one] 1 change
       *[other] { $count } changes
    }
refkit-words = Words that earned them
refkit-retracted = Retracted
refkit-no-findings = Nothing was found: no retraction, no expression of concern, no correction.
refkit-show-item = Show in the library

refkit-label-confirm = Confirm
    .aria-label = Confirm { $name }
refkit-label-remove = Remove
    .aria-label = Remove { $name }
refkit-label-clear = Take the decision back
    .aria-label = Take the decision on { $name } back
refkit-label-removed = { $name }: removed by { $by }
refkit-label-decided =
    { $decision ->
        [add] Added by { $by }
        [remove] Removed by { $by }
       *[confirm] Confirmed by { $by }
    }

refkit-section-header =
    .label = refkit
refkit-section-sidenav =
    .tooltiptext = refkit
refkit-section-no-labels = No label: nothing in this item earns one.
refkit-section-cited = Cited by
refkit-section-cited-at = { $review }, no. { $position }
refkit-section-missing = refkit was not found on this computer.
refkit-section-setup = Find it…
refkit-state-resolved = Resolved: the work that the review cites.
refkit-state-not-resolved = Not resolved: kept as it is printed in the review.
refkit-state-unknown = Not written by refkit.

refkit-runs-what = What refkit wrote into this library. Undo moves what a run made into the trash, and keeps what you changed since.
refkit-runs-started = When
refkit-runs-source = From
refkit-runs-into = Into
refkit-runs-items = Items
refkit-runs-by = How
refkit-runs-undo = Undo
refkit-undo = Undo…
    .aria-label = Undo run { $run }
refkit-no-runs = There are no runs yet.

refkit-setup-heading-found = refkit is found
refkit-setup-heading-missing = refkit is not found
refkit-setup-heading-old = refkit is too old
refkit-setup-heading-new = This plug-in is too old
refkit-setup-heading-sandbox = Zotero runs in a sandbox
refkit-setup-what-found = Version { $version } answers. You can close this window.
refkit-setup-what-missing = This plug-in asks a program called refkit, and found none on this computer that answers. Install it, or say where it is, and test again.
refkit-setup-what-old = The refkit that was found (version { $version }) does not understand this plug-in. Install a newer one, and test again.
refkit-setup-what-new = The refkit that was found (version { $version }) speaks a newer language than this plug-in. Make a new plug-in with it (refkit zotero plugin -o refkit.xpi) and install that.
refkit-setup-what-sandbox = Zotero was installed as a { $sandbox }, which may start no program of this computer. Start refkit’s page yourself, and enter the address that it prints; the plug-in then asks there. It is asked on this computer alone.
refkit-setup-terminal-linux = In a terminal, where the file lies in Downloads:
refkit-setup-terminal-mac = In the program Terminal, where the file lies in Downloads:
refkit-setup-terminal-win = In the program Command Prompt, where the file lies in Downloads:
refkit-setup-terminal-sandbox = In a terminal, left open meanwhile:
refkit-setup-copy = Copy
refkit-setup-where = Or where the program is, if you know it:
refkit-setup-where-title = Where refkit is
refkit-setup-address = The address that it prints:
refkit-setup-choose = Choose…
refkit-setup-tried = What was tried
refkit-setup-test = Test again
refkit-setup-testing = Looking…
refkit-setup-found = Found: refkit { $version } at { $path }
refkit-setup-not-found = Not found yet.
refkit-tried-ok = version { $version }
refkit-tried-missing = is not there
refkit-tried-old = version { $version }, too old
refkit-tried-new = version { $version }, newer than this plug-in
refkit-tried-broken = does not answer as refkit does
refkit-tried-address = is not an address that refkit ui prints

refkit-prefs-path = The program refkit
refkit-prefs-path-help = Empty: it is looked for in the usual places.
refkit-prefs-test = Test
refkit-prefs-contact = Contact address
refkit-prefs-contact-help = An e-mail address that is told to Crossref, which then answers faster. Empty: none is told.
refkit-prefs-facets = Facets that label
refkit-prefs-facets-unknown = They are shown when refkit is found.
refkit-prefs-style = Tags are written as
refkit-prefs-style-name = Name (CAR-NK)
refkit-prefs-style-id = Id (car-nk)
refkit-prefs-style-path = Path (modality/car-nk)
refkit-prefs-style-group = Facet and name (modality > CAR-NK)
refkit-prefs-collection = Collection
refkit-prefs-collection-help = Into which collection references go. Empty: into none, unless the window is told one.
refkit-prefs-offline = Ask nobody on the network; answer from what is remembered

refkit-error-missing = refkit was not found on this computer: Tools > refkit > Find refkit on This Computer.
refkit-error-read-only = This library may only be read.
refkit-error-changed = The library was changed meanwhile. Nothing was written: look again.
refkit-error-changed-item = “{ $title }” was changed meanwhile. Nothing was written: look again.
refkit-error-begin = refkit could not note what would be written, so nothing was. { $message }
refkit-error-record = Zotero has written everything, but refkit could not note it: { $message }
refkit-error-other = { $message }
