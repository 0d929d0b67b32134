"""Tables: the ledger as CSV and as a workbook, and tables of references as others write them."""
