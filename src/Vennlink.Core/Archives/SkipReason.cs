namespace Vennlink.Archives;

/// <summary>
/// Why a record, row or link of the input was not used; counted in the build report. Extend at the end.
/// </summary>
public enum SkipReason
{
    /// <summary>A record kind that holds no page (request, warcinfo, metadata of other kinds).</summary>
    NotAPage,

    /// <summary>Record header that cannot be parsed.</summary>
    BadRecordHeader,

    /// <summary>Record shorter than its stated length: the file ends inside it.</summary>
    CutShort,

    /// <summary>Compressed member that does not decompress.</summary>
    BadMember,

    /// <summary>Target URI missing, not http(s), or not a URL.</summary>
    BadUrl,

    /// <summary>Capture date missing or not a date.</summary>
    BadDate,

    /// <summary>HTTP message whose status line or headers cannot be parsed.</summary>
    BadHttp,

    /// <summary>Body whose content or transfer coding does not decode.</summary>
    BadCoding,

    /// <summary>Body longer than the page limit: cut there and treated as a truncated capture.</summary>
    BodyTooLong,

    /// <summary>WAT payload that is not JSON of the expected shape.</summary>
    BadWatJson,

    /// <summary>List row with too few columns, broken quoting or an empty source or target.</summary>
    BadRow,

    /// <summary>Graph arc that names a vertex that does not exist, or a vertex line out of order.</summary>
    BadArc,

    /// <summary>Link whose href is not a URL.</summary>
    UnparsableLink,

    /// <summary>Link with a scheme other than http(s).</summary>
    OtherScheme,

    /// <summary>Link target or source longer than the longest URL the index keeps.</summary>
    UrlTooLong,

    /// <summary>A file given twice (same digest): read once.</summary>
    DuplicateFile,

    /// <summary>
    /// Record whose stated length does not lead to the next record; reading went on at the next record that was found.
    /// </summary>
    BadLength,

    /// <summary>Link beyond those that are kept of one page; the page counts as truncated.</summary>
    TooManyLinks,

    /// <summary>Arc from a vertex of a graph to itself, which says nothing about who links to whom.</summary>
    SelfArc,

    /// <summary>
    /// Answer to another method than GET, which says nothing of what the page holds; the request record tells.
    /// </summary>
    OtherMethod,

    /// <summary>List row whose link is lost, as the list says.</summary>
    LostLink,

    /// <summary>List row that is no link but a style sheet, a frame, a mention.</summary>
    NotALink,

    /// <summary>List cell of a flag or a rel attribute that is neither: the row is read, without that flag.</summary>
    BadFlag,
}
