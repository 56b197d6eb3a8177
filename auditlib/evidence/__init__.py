"""How a lead is proved: the rows as received that it stands on, and the SQL by which its rule found it.

    folder = county_folder(data, county, parameters)     # the county's files as received; None: nobody knows where they are
    with Files(folder, outputs / county.id, county, parameters, contracts) as files:
        evidence = files.of(lead)                        # a row of leads.parquet as a dict
        evidence.accused                                 # an Excerpt: headings, header rows, the row and three rows around it
        evidence.compared, evidence.more                 # Excerpts of the first ten rows compared; how many are left out

Every text of an excerpt is as received and unmasked: report.evidence masks and shows it. A file is read once for all leads, by intake's
own readers, and its cells wait on disk until the `Files` are left. Nothing is raised for a file that is gone, changed or unreadable, and
nothing is guessed: `Excerpt.problem` says in one sentence why there are no rows to show.
"""
