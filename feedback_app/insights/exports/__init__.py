"""Everything of the desk as files: what can be exported, in which columns, and how rows become bytes.

The way of a file: ``choices`` reads what is wanted, a source yields blocks of rows in the columns of the ``catalogue``,
a writer of ``formats`` turns each block into bytes, and ``streaming`` sends them off. Invariant: nothing on this way
holds more than a few blocks.
"""

from feedback_app.insights.exports.figures import days_csv, themes_csv

__all__ = ["days_csv", "themes_csv"]
