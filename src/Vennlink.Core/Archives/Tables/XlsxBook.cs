using System.Globalization;
using System.Xml;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Tables;

/// <summary>
/// What an Excel workbook (ECMA-376, <c>.xlsx</c>) is made of: its sheets in order, and what their cells refer to.
/// </summary>
/// <remarks>Parts are entries of a zip, which name each other by relationships. Not thread-safe.</remarks>
internal sealed class XlsxBook : IDisposable
{
    private const string Package = "";
    private const int MaxSheets = 1 << 10;
    private const int MaxStyles = 1 << 16;

    private readonly ZipDirectory _zip;
    private readonly Dictionary<string, ZipEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<XlsxSheet> _sheets = [];
    private readonly HashSet<int> _dateStyles = [];

    /// <summary>Opens a workbook.</summary>
    /// <param name="zip">The file, which stays open.</param>
    /// <exception cref="XmlException">A part is broken.</exception>
    /// <exception cref="InvalidDataException">A part does not decompress, or the workbook is not there.</exception>
    public XlsxBook(ZipDirectory zip)
    {
        _zip = zip;
        if (!IsIn(zip))
        {
            throw new InvalidDataException(
                OtherDocument(zip) is { } form ? $"{form}, which is not read: save it as xlsx or CSV"
                : "it is a zip and no workbook");
        }

        foreach (ZipEntry entry in zip.Entries)
        {
            _parts.TryAdd(entry.Name.Replace('\\', '/'), entry);
        }

        string book = Relationships(Package).FirstOrDefault(one => one.Type == "officeDocument")?.Target
            ?? "xl/workbook.xml";
        XlsxRelationship[] parts = [.. Relationships(book)];
        ReadBook(book, parts);
        ReadStyles(parts.FirstOrDefault(one => one.Type == "styles")?.Target);
        Strings = new XlsxStrings(TryOpenPart(parts.FirstOrDefault(one => one.Type == "sharedStrings")?.Target));
    }

    /// <summary>Whether a zip holds a workbook that can be read.</summary>
    public static bool IsIn(ZipDirectory zip) => zip.Entries.Any(
        entry => entry.Name.Replace('\\', '/').Equals("xl/workbook.xml", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a zip is a document, of which its files are parts: a workbook or any other.</summary>
    public static bool IsDocument(ZipDirectory zip) => IsIn(zip) || OtherDocument(zip) is not null;

    /// <summary>Sheets of cells in the order of their tabs; charts are none.</summary>
    public IReadOnlyList<XlsxSheet> Sheets => _sheets;

    /// <summary>Texts that cells name by number.</summary>
    public XlsxStrings Strings { get; }

    /// <summary>Days are counted from 1904 on, as Excel for Macintosh once did.</summary>
    public bool Is1904 { get; private set; }

    /// <summary>Whether a cell of this style shows its number as a date.</summary>
    public bool IsDate(int style) => _dateStyles.Contains(style);

    /// <summary>Opens a part, which is there.</summary>
    public OfficeXml OpenPart(string name) =>
        TryOpenPart(name) ?? throw new InvalidDataException($"the workbook lacks {name}");

    /// <summary>What a part refers to, by the id by which it does.</summary>
    /// <param name="part">Name of the part; empty for the package.</param>
    public IEnumerable<XlsxRelationship> Relationships(string part)
    {
        int slash = part.LastIndexOf('/') + 1;
        using OfficeXml? xml = TryOpenPart($"{part[..slash]}_rels/{part[slash..]}.rels");
        while (xml?.ReadElement() == true)
        {
            if (xml.Name == "Relationship" && xml["Id"] is { } id && xml["Target"] is { } target)
            {
                string type = xml["Type"] ?? "";
                bool isExternal = xml["TargetMode"] == "External";
                yield return new XlsxRelationship(
                    id, type[(type.LastIndexOf('/') + 1)..], isExternal ? target : Resolve(part[..slash], target));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Strings.Dispose();

    private static string? OtherDocument(ZipDirectory zip)
    {
        bool Has(string part) => zip.Entries.Any(entry => entry.Name == part);
        return Has("xl/workbook.bin") ? "it is a binary workbook (.xlsb)"
            : Has("mimetype") && Has("content.xml") ? "it is an OpenDocument file (.ods)"
            : Has("Index/Document.iwa") || Has("Index.zip") ? "it is a document of Numbers or Pages"
            : Has("[Content_Types].xml") ? "it is an Office document" : null;
    }

    private OfficeXml? TryOpenPart(string? name) =>
        name is not null && _parts.TryGetValue(name, out ZipEntry entry) ? new OfficeXml(_zip.Open(entry)) : null;

    private void ReadBook(string part, XlsxRelationship[] parts)
    {
        using OfficeXml xml = OpenPart(part);
        while (xml.ReadElement() && _sheets.Count < MaxSheets)
        {
            if (xml.Name == "workbookPr")
            {
                Is1904 = xml["date1904"] is "1" or "true";
            }
            else if (xml.Name == "sheet" && xml["name"] is { } name && xml.Relationship("id") is { } id
                && parts.FirstOrDefault(one => one.Id == id) is { Type: "worksheet" } sheet)
            {
                _sheets.Add(new XlsxSheet(name, sheet.Target, xml["state"] is "hidden" or "veryHidden"));
            }
        }
    }

    // A cell names a cell format, which names a number format, which is known by number or written out.
    private void ReadStyles(string? part)
    {
        using OfficeXml? xml = TryOpenPart(part);
        HashSet<int> dates = [];
        int style = 0;
        int formatsDepth = int.MaxValue;
        while (xml?.ReadElement() == true && style < MaxStyles && dates.Count < MaxStyles)
        {
            formatsDepth = xml.Depth <= formatsDepth ? int.MaxValue : formatsDepth;
            if (xml.Name == "numFmt" && ShowsDate(xml["formatCode"] ?? ""))
            {
                dates.Add(Number(xml["numFmtId"]));
            }
            else if (xml.Name == "cellXfs")
            {
                formatsDepth = xml.Depth;
            }
            else if (xml.Name == "xf" && xml.Depth == formatsDepth + 1)
            {
                int format = Number(xml["numFmtId"]);
                if (dates.Contains(format) || format is (>= 14 and <= 17) or 22 or (>= 27 and <= 31) or 36
                    or (>= 50 and <= 54) or 57 or 58)
                {
                    _dateStyles.Add(style);
                }

                style++;
            }
        }

        static int Number(string? text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
    }

    // ECMA-376 part 1, 18.8.31: y and d stand for years and days, but in quotes, in brackets and behind signs that take
    // the next character as it is.
    private static bool ShowsDate(string format)
    {
        for (int index = 0; index < format.Length; index++)
        {
            char one = format[index];
            if (one is 'y' or 'Y' or 'd' or 'D')
            {
                return true;
            }

            if (one is '\\' or '_' or '*')
            {
                index++;
            }
            else if (one is '"' or '[')
            {
                int end = format.IndexOf(one == '"' ? '"' : ']', index + 1);
                index = end < 0 ? format.Length : end;
            }
        }

        return false;
    }

    // Names are relative to the folder of the part that names them.
    private static string Resolve(string folder, string target)
    {
        List<string> path = target.StartsWith('/') ? [] : [.. folder.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        foreach (string step in target.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && path.Count > 0)
            {
                path.RemoveAt(path.Count - 1);
            }
            else if (step is not ("." or ".."))
            {
                path.Add(step);
            }
        }

        return string.Join('/', path);
    }
}

/// <summary>One sheet of a workbook.</summary>
/// <param name="Name">As its tab shows it.</param>
/// <param name="Part">Name of the part that holds it.</param>
/// <param name="IsHidden">Whether its tab is hidden.</param>
internal sealed record XlsxSheet(string Name, string Part, bool IsHidden);

/// <summary>What one part says of another, or of an address outside.</summary>
/// <param name="Id">By which it refers to it.</param>
/// <param name="Type">Last word of the kind: <c>worksheet</c>, <c>hyperlink</c>.</param>
/// <param name="Target">Name of the part, or the address.</param>
internal sealed record XlsxRelationship(string Id, string Type, string Target);
