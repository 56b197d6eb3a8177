"""Poverty-alleviation assets (扶贫资产). Grounding, traps and sources: DOMAIN §2.4.

A project is the same in all ledgers by its number, also where an asset ledger writes the project's name in the number's place.
"""
