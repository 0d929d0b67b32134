"""Tables: the ledger as CSV, and decisions from one."""
