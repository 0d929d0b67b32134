"""Files of records, as many as there are, to Parquet files of works with their labels.

The unit of work is a file, and the engine that hands files out is somebody else's: a process pool
on one machine, Dask on many. What this room imports is the extra ``scale``; ``extras.need`` says so
where it is absent.
"""
