"""A retailer's own export becomes one self-contained page, without a database: the body of ``feedback report``.

The same rooms as the product's: rows are read as the importer reads them, texts redacted before anything else, themes
read by the starter model, rises found by the detector at a stated budget of false alarms.
"""
