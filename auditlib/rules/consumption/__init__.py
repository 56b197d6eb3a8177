"""Consumption-based help (消费扶贫): who sells, what is counted, who buys. DOMAIN §2.11; sales made ready: ``models.sales``."""
