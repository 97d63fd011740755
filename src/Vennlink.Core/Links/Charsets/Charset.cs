using System.Text;

namespace Vennlink.Links.Charsets;

/// <summary>One encoding of the WHATWG Encoding Standard. Immutable.</summary>
/// <remarks>
/// Encodings come from the framework's code pages provider itself, which needs no registration for the whole process.
/// </remarks>
internal sealed class Charset
{
    /// <summary>UTF-8.</summary>
    public static readonly Charset Utf8 = new("utf-8", 65001);

    /// <summary>windows-1252, what the web means by Latin-1 and ASCII.</summary>
    public static readonly Charset Windows1252 = SingleByte("windows-1252", 1252);

    /// <summary>UTF-16, big-endian.</summary>
    public static readonly Charset Utf16BigEndian = new("utf-16be", 1201);

    /// <summary>UTF-16, little-endian.</summary>
    public static readonly Charset Utf16LittleEndian = new("utf-16le", 1200);

    /// <summary>The encoding that decodes to one U+FFFD: names for encodings that are unsafe to decode.</summary>
    public static readonly Charset Replacement = new("replacement", 0);

    /// <summary>Bytes above 0x7F are private use characters.</summary>
    public static readonly Charset UserDefined = SingleByte(
        "x-user-defined", [.. Enumerable.Range(0xF780, 128).Select(code => (char)code)]);

    private readonly int _codePage;
    private readonly string? _corrections;

    // Made on first use; a second thread may make its own, which is as good.
    private Encoding? _encoding;
    private string? _upperHalf;

    internal Charset(string name, int codePage)
    {
        Name = name;
        _codePage = codePage;
    }

    private Charset(string name, int codePage, string? upperHalf, string? corrections)
        : this(name, codePage)
    {
        _upperHalf = upperHalf;
        _corrections = corrections;
        IsSingleByte = true;
    }

    /// <summary>Name of the standard, lower case.</summary>
    public string Name { get; }

    /// <summary>Whether this is one of the two UTF-16 encodings.</summary>
    public bool IsUtf16 => ReferenceEquals(this, Utf16BigEndian) || ReferenceEquals(this, Utf16LittleEndian);

    /// <summary>Whether each byte is one character, and bytes below 0x80 are ASCII.</summary>
    public bool IsSingleByte { get; }

    /// <summary>Characters of the bytes 0x80 to 0xFF of a single-byte encoding.</summary>
    public string UpperHalf => _upperHalf ??= ReadUpperHalf();

    /// <summary>
    /// A decoder that puts U+FFFD for what it cannot read; null for encodings that are not the framework's.
    /// </summary>
    public Encoding? Encoding => _encoding ??= Create();

    /// <summary>The encoding that a URL's query is written in on such a page; null for UTF-8.</summary>
    public Encoding? QueryEncoding => ReferenceEquals(this, Utf8) || IsUtf16 ? null : Encoding;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A single-byte encoding of the framework.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="codePage">Its code page.</param>
    /// <param name="corrections">Pairs of byte and character where the framework's table is not the standard's.</param>
    internal static Charset SingleByte(string name, int codePage, string? corrections = null) =>
        new(name, codePage, null, corrections);

    /// <summary>A single-byte encoding that the framework lacks.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="upperHalf">Characters of the bytes 0x80 to 0xFF, or only from 0xA0 on where C1 controls come before
    /// them.</param>
    internal static Charset SingleByte(string name, ReadOnlySpan<char> upperHalf)
    {
        Span<char> whole = stackalloc char[128];
        for (int i = 0; i < 128 - upperHalf.Length; i++)
        {
            whole[i] = (char)(0x80 + i);
        }

        upperHalf.CopyTo(whole[^upperHalf.Length..]);
        return new Charset(name, 0, whole.ToString(), null);
    }

    // Where a byte stands for nothing .NET's tables have a private use character.
    private string ReadUpperHalf()
    {
        Span<byte> bytes = stackalloc byte[128];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(0x80 + i);
        }

        Span<char> chars = stackalloc char[128];
        Encoding!.GetChars(bytes, chars);
        foreach (ref char c in chars)
        {
            // U+F8FF is in macintosh: the apple.
            c = c is >= '\uE000' and < '\uF8FF' ? '\uFFFD' : c;
        }

        for (int i = 0; i < _corrections?.Length; i += 2)
        {
            chars[_corrections[i] - 0x80] = _corrections[i + 1];
        }

        return chars.ToString();
    }

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
