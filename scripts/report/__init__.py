"""The report at the end of `make demo`: the product questions answered from stored events, on one page."""
