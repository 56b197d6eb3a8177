"""Project construction and operation (扶贫项目建设与运行). Grounding, traps and sources: DOMAIN §2.2."""
