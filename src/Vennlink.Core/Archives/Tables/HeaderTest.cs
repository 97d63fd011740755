namespace Vennlink.Archives.Tables;

/// <summary>Tells whether a row is the header of a table, by its cells.</summary>
internal delegate bool HeaderTest(TableRow row);
