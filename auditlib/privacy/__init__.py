"""Nobody is given away: what may be shown of a person, who must not appear at all, and the search for them in finished texts and pages."""
