using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Archives.Graphs;

/// <summary>
/// Turns reversed host names of graphs (<c>com.example.blog</c>) into keys. Not thread-safe: one a thread.
/// </summary>
internal sealed class ReversedNames
{
    private const byte LabelEnd = (byte)'.';

    private readonly HostParser _hosts = new();
    private readonly UrlRecord _record = new();
    private readonly ByteList _host = new();

    /// <summary>Writes the key of a host or root domain, labels alone: <c>com 01 example 01 blog</c>.</summary>
    /// <param name="name">
    /// As a vertices file has it; UTF-8, any case. Numbers are IP addresses as in any URL: <c>1.0.0.127</c> is
    /// <c>127.0.0.1</c>.
    /// </param>
    /// <param name="key">
    /// At least as long as the name; a name that is not ASCII may take more, up to five times as much.
    /// </param>
    /// <param name="length">Bytes written.</param>
    /// <returns>False when no URL has such a host, or its key does not fit.</returns>
    public bool TryToKey(ReadOnlySpan<byte> name, Span<byte> key, out int length)
    {
        // Nearly all names are plain, in their right case already, and begin with a top-level domain that is no number:
        // only the separators differ. A dot in front is one behind the host, which a key drops.
        if (!name.IsEmpty && name[0] >= (byte)'_' && !name.ContainsAnyExcept(HostParser.PlainHostBytes))
        {
            length = name.Length;
            bool fits = length <= key.Length;
            if (fits)
            {
                name.Replace(key, LabelEnd, UrlKey.LabelSeparator);
            }

            return fits;
        }

        return TryParse(name, key, out length);
    }

    /// <summary>Writes <c>com.example.blog</c> as <c>blog.example.com</c>.</summary>
    public static void Unreverse(ReadOnlySpan<byte> name, ByteList host)
    {
        host.Clear();
        while (name.LastIndexOf(LabelEnd) is var dot && dot >= 0)
        {
            host.Append(name[(dot + 1)..]);
            host.Append(LabelEnd);
            name = name[..dot];
        }

        host.Append(name);
    }

    /// <summary>As <see cref="TryToKey"/>, by the rules for hosts of URLs alone.</summary>
    internal bool TryParse(ReadOnlySpan<byte> name, Span<byte> key, out int length)
    {
        length = 0;
        Unreverse(name, _host);
        _record.Reset();
        if (_host.Length == 0 || !_hosts.TryAppend(_host.Span, isSpecial: true, _record) || _record.Length > key.Length)
        {
            return false;
        }

        length = UrlKey.ReverseHost(_record.Tail(0), key);
        return length > 0;
    }
}
