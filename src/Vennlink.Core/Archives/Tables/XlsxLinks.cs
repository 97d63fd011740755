using System.Text;

namespace Vennlink.Archives.Tables;

/// <summary>The addresses that cells of a sheet link to, where their text is another.</summary>
internal sealed class XlsxLinks
{
    // Excel has at most 65,530 a sheet, each of at most 2,079 characters.
    private const int MaxLinks = 1 << 16;
    private const long MaxBytes = 64L << 20;

    private readonly Dictionary<(int Row, int Column), byte[]> _addresses = [];
    private long _heldBytes;

    private XlsxLinks()
    {
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _addresses.Count == 0;

    /// <summary>Address that a cell links to; empty for nearly all.</summary>
    /// <param name="row">Number of its row, the first is 1.</param>
    /// <param name="column">Number of its column, the first is 0.</param>
    public ReadOnlySpan<byte> this[int row, int column] => _addresses.GetValueOrDefault((row, column));

    /// <summary>
    /// Reads the links of a sheet. They stand behind its cells, so a sheet with any is read twice; nearly all have
    /// none, which their relationships say.
    /// </summary>
    public static XlsxLinks Read(XlsxBook book, XlsxSheet sheet)
    {
        XlsxLinks links = new();
        Dictionary<string, string> targets = [];
        foreach (XlsxRelationship one in book.Relationships(sheet.Part).Take(MaxLinks))
        {
            if (one.Type == "hyperlink" && one.Target.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            {
                targets.TryAdd(one.Id, one.Target);
            }
        }

        if (targets.Count == 0)
        {
            return links;
        }

        using OfficeXml xml = book.OpenPart(sheet.Part);
        while (xml.ReadElement())
        {
            if (xml.Name == "hyperlink" && xml.Relationship("id") is { } id
                && targets.TryGetValue(id, out string? target)
                && !links.TryAdd(xml["ref"] ?? "", Encoding.UTF8.GetBytes(target)))
            {
                break;
            }
        }

        return links;
    }

    // A reference is a cell or a range of them, whose cells all have the address.
    private bool TryAdd(string reference, byte[] address)
    {
        int colon = reference.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> first = colon < 0 ? reference : reference.AsSpan(0, colon);
        if (!XlsxCell.TryParse(first, out int firstRow, out int firstColumn)
            || !XlsxCell.TryParse(reference.AsSpan(colon + 1), out int lastRow, out int lastColumn))
        {
            return true;
        }

        for (int row = firstRow; row <= lastRow; row++)
        {
            for (int column = firstColumn; column <= lastColumn; column++)
            {
                _heldBytes += address.Length;
                if (_addresses.Count >= MaxLinks || _heldBytes > MaxBytes)
                {
                    return false;
                }

                _addresses[(row, column)] = address;
            }
        }

        return true;
    }
}
