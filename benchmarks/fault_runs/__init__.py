"""The parts of ``benchmarks/faults.py``, one module for each kind of trouble."""
