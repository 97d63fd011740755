using System.Text;

namespace Vennlink.Links;

/// <summary>One encoding of the WHATWG Encoding Standard. Immutable.</summary>
/// <remarks>Encodings come from the framework's code pages provider itself, which needs no registration for the whole process.</remarks>
internal sealed class Charset
{
    /// <summary>UTF-8.</summary>
    public static readonly Charset Utf8 = new("utf-8", 65001);

    /// <summary>windows-1252, what the web means by Latin-1 and ASCII.</summary>
    public static readonly Charset Windows1252 = new("windows-1252", 1252);

    /// <summary>UTF-16, big-endian.</summary>
    public static readonly Charset Utf16BigEndian = new("utf-16be", 1201);

    /// <summary>UTF-16, little-endian.</summary>
    public static readonly Charset Utf16LittleEndian = new("utf-16le", 1200);

    /// <summary>The encoding that decodes to one U+FFFD: names for encodings that are unsafe to decode.</summary>
    public static readonly Charset Replacement = new("replacement", 0);

    /// <summary>Bytes above 0x7F are private use characters.</summary>
    public static readonly Charset UserDefined = new("x-user-defined", 0);

    private readonly int _codePage;
    private readonly string? _upperHalf;

    // Made on first use; a second thread may make its own, which is as good.
    private Encoding? _encoding;

    internal Charset(string name, int codePage, string? upperHalf = null)
    {
        Name = name;
        _codePage = codePage;
        _upperHalf = upperHalf;
    }

    /// <summary>Name of the standard, lower case.</summary>
    public string Name { get; }

    /// <summary>Whether this is one of the two UTF-16 encodings.</summary>
    public bool IsUtf16 => ReferenceEquals(this, Utf16BigEndian) || ReferenceEquals(this, Utf16LittleEndian);

    /// <summary>Characters of the bytes 0x80 to 0xFF where the framework has no such encoding; else null.</summary>
    public string? UpperHalf => _upperHalf;

    /// <summary>A decoder that puts U+FFFD for what it cannot read; null for encodings that are not the framework's.</summary>
    public Encoding? Encoding => _encoding ??= Create();

    /// <summary>The encoding that a URL's query is written in on such a page; null for UTF-8.</summary>
    public Encoding? QueryEncoding => ReferenceEquals(this, Utf8) || IsUtf16 ? null : Encoding;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private Encoding? Create() => _codePage switch
    {
        0 => null,
        65001 => new UTF8Encoding(false),
        1200 => new UnicodeEncoding(false, false),
        1201 => new UnicodeEncoding(true, false),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(
            _codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD")),
    };
}
