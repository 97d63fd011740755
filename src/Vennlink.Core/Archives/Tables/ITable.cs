namespace Vennlink.Archives.Tables;

/// <summary>
/// A table of text, row by row, whatever file it lies in. It knows cells; what a column means, the reader of its rows
/// knows.
/// </summary>
/// <remarks>
/// The first row is the header when one was found in the first rows, else the first row of the file. Blank rows are
/// passed over; rows that cannot be read are counted. Not thread-safe.
/// </remarks>
internal interface ITable : IDisposable
{
    /// <summary>Path of the file, for messages.</summary>
    string FilePath { get; }

    /// <summary>What the file was taken for, and what was assumed in what is read so far.</summary>
    InputNotes Notes { get; }

    /// <summary>Bytes of the file read so far, as they lie there, for progress.</summary>
    long BytesRead { get; }

    /// <summary>Whether offsets of rows count decompressed bytes.</summary>
    bool IsCompressed { get; }

    /// <summary>Reads the next row; false at the end.</summary>
    /// <param name="row">Gets the cells, which are valid until the next call.</param>
    /// <exception cref="InputException">Nothing behind the last row can be trusted.</exception>
    bool TryReadRow(TableRow row);
}
