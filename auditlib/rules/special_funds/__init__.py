"""Special poverty funds (财政专项扶贫资金), DOMAIN §2.1."""
