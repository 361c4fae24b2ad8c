"""CVs of the fictional candidates as people really bring them: many layouts, many formats.

Reading CVs can only be shown, and tested, on files that look like those of a reception desk: two
columns, tables, text boxes of Word, a photo, a scan, a snapshot taken with a telephone, a ``.doc``
of 2003; headings in everyone's words, a typing error now and then, an age, a family status or a
nationality that have no place in a CV and that the reading must remove.

Every file follows from the candidate and ``today``: bytes are the same from one call to the next.

``sheet`` decides what one CV says; a layout only places it: ``pdf`` and ``pdf_layouts``, ``pictures`` of pages,
``docx``, ``plain`` (OpenDocument, RTF, text) and ``old_word``. ``write`` spreads the layouts over the people.
"""
