using System.Runtime.CompilerServices;

namespace Vennlink.Urls;

/// <summary>
/// One parsed absolute URL as WHATWG bytes; owned by the caller and overwritten by each parse into it.
/// </summary>
/// <remarks>Spans point into the record and are valid until the next parse into it. Not thread-safe.</remarks>
internal sealed class UrlRecord
{
    private const int InitialBytes = 256;

    // A record that met one huge URL does not keep its buffer.
    private const int MaxKeptBytes = 1 << 20;

    // The serialization, with the ends of its parts; docs/urls.md draws it.
    private byte[] _buffer = new byte[InitialBytes];

    /// <summary>The serialized URL (WHATWG "href"), ASCII; empty after a failed parse.</summary>
    public ReadOnlySpan<byte> Href => _buffer.AsSpan(0, Length);

    /// <summary>Whether the scheme is <c>http</c> or <c>https</c>: only these become links of the index.</summary>
    public bool IsHttp => SchemeKind is UrlScheme.Http or UrlScheme.Https;

    /// <summary>Scheme in lower case, without the colon: <c>https</c>, <c>mailto</c>.</summary>
    public ReadOnlySpan<byte> Scheme => _buffer.AsSpan(0, Math.Max(0, SchemeEnd));

    /// <summary>
    /// Serialized host, lower case, punycode; empty when the URL has none. Trailing dot kept, as WHATWG has it.
    /// </summary>
    public ReadOnlySpan<byte> Host => _buffer.AsSpan(HostStart..HostEnd);

    /// <summary>Most bytes <see cref="WriteCanonical"/> or <see cref="WriteKey"/> can write for this URL.</summary>
    public int MaxKeyBytes => Length + 8;

    internal int Length { get; private set; }

    internal UrlScheme SchemeKind { get; set; }

    internal bool IsSpecial => SchemeKind != UrlScheme.Other;

    /// <summary>Position of the colon after the scheme.</summary>
    internal int SchemeEnd { get; set; }

    /// <summary>Where the user name ends; it starts three bytes after <see cref="SchemeEnd"/>.</summary>
    internal int UsernameEnd { get; set; }

    /// <summary>Where the password ends; equal to <see cref="UsernameEnd"/> when there is none.</summary>
    internal int PasswordEnd { get; set; }

    internal bool HasHost { get; set; }

    internal int HostStart { get; set; }

    internal int HostEnd { get; set; }

    /// <summary>
    /// Where the path starts: after the authority, and after the <c>/.</c> that stands for "no host" before a path like
    /// <c>//p</c>.
    /// </summary>
    internal int PathStart { get; set; }

    /// <summary>
    /// An opaque path (<c>mailto:a@b</c>) has no segments, and nothing is relative to it but a fragment.
    /// </summary>
    internal bool HasOpaquePath { get; set; }

    /// <summary>Position of the <c>?</c>, or −1.</summary>
    internal int QueryStart { get; set; } = -1;

    /// <summary>Position of the <c>#</c>, or −1.</summary>
    internal int FragmentStart { get; set; } = -1;

    internal ReadOnlySpan<byte> Username => HasHost ? _buffer.AsSpan((SchemeEnd + 3)..UsernameEnd) : default;

    internal ReadOnlySpan<byte> Password =>
        PasswordEnd > UsernameEnd ? _buffer.AsSpan((UsernameEnd + 1)..PasswordEnd) : default;

    internal ReadOnlySpan<byte> Port =>
        HasHost && HostEnd < PathStart ? _buffer.AsSpan((HostEnd + 1)..PathStart) : default;

    internal ReadOnlySpan<byte> Path => _buffer.AsSpan(PathStart..PathEnd);

    /// <summary>With its <c>?</c>; empty when the URL has none, one byte when it is empty.</summary>
    internal ReadOnlySpan<byte> Query => QueryStart < 0 ? default : _buffer.AsSpan(QueryStart..BeforeFragment);

    /// <summary>With its <c>#</c>; empty when the URL has none, one byte when it is empty.</summary>
    internal ReadOnlySpan<byte> Fragment => FragmentStart < 0 ? default : _buffer.AsSpan(FragmentStart..Length);

    internal int PathEnd => QueryStart >= 0 ? QueryStart : BeforeFragment;

    private int BeforeFragment => FragmentStart >= 0 ? FragmentStart : Length;

    /// <summary>
    /// Writes the canonical URL: no scheme, fragment, user info, default port or trailing host dot;
    /// <c>host[:port]/path[?query]</c>.
    /// </summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidOperationException">The URL is not http(s).</exception>
    public int WriteCanonical(Span<byte> destination)
    {
        ThrowIfNotHttp();
        ReadOnlySpan<byte> host = UrlKey.WithoutTrailingDots(Host);
        host.CopyTo(destination);
        ReadOnlySpan<byte> rest = _buffer.AsSpan(HostEnd..BeforeFragment);
        rest.CopyTo(destination[host.Length..]);
        return host.Length + rest.Length;
    }

    /// <summary>Writes the <see cref="UrlKey"/> of the canonical URL.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidOperationException">The URL is not http(s).</exception>
    public int WriteKey(Span<byte> destination)
    {
        ThrowIfNotHttp();
        int written = UrlKey.ReverseHost(Host, destination);
        return written + UrlKey.WritePortAndPath(_buffer.AsSpan(HostEnd..BeforeFragment), destination[written..]);
    }

    /// <summary>Whether both name one document: they differ in fragment and user info at most.</summary>
    internal bool IsSameDocument(UrlRecord other) => SchemeKind == other.SchemeKind && Host.SequenceEqual(other.Host)
        && _buffer.AsSpan(HostEnd..BeforeFragment).SequenceEqual(other._buffer.AsSpan(
            other.HostEnd..other.BeforeFragment));

    internal void Reset()
    {
        if (_buffer.Length > MaxKeptBytes)
        {
            _buffer = new byte[InitialBytes];
        }

        Length = 0;
        SchemeKind = UrlScheme.Other;
        SchemeEnd = UsernameEnd = PasswordEnd = HostStart = HostEnd = PathStart = 0;
        HasHost = HasOpaquePath = false;
        QueryStart = FragmentStart = -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(byte value)
    {
        if (Length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[Length++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> values) => values.CopyTo(AppendSpan(values.Length));

    /// <summary>Room for <paramref name="count"/> bytes, which count as written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> AppendSpan(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Grow(count);
        }

        Span<byte> span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }

    /// <summary>Drops the bytes from <paramref name="length"/> on.</summary>
    internal void Truncate(int length) => Length = length;

    /// <summary>The bytes written since <paramref name="start"/>.</summary>
    internal Span<byte> Tail(int start) => _buffer.AsSpan(start, Length - start);

    /// <summary>
    /// Puts <c>/.</c> before the path, so that a path that starts with <c>//</c> is not read back as a host.
    /// </summary>
    internal void InsertNoHostMark()
    {
        int pathLength = Length - PathStart;
        AppendSpan(2);
        _buffer.AsSpan(PathStart, pathLength).CopyTo(_buffer.AsSpan(PathStart + 2));
        "/."u8.CopyTo(_buffer.AsSpan(PathStart));
        PathStart += 2;
    }

    /// <summary>
    /// Takes everything before the path from <paramref name="other"/>, whose scheme this URL shares; leaves the path
    /// empty.
    /// </summary>
    internal void CopyAuthority(UrlRecord other)
    {
        Length = 0;
        // The mark for "no host" is not part of the authority: the path to come may not need it.
        Append(other._buffer.AsSpan(0, other.HasHost ? other.PathStart : other.SchemeEnd + 1));
        SchemeKind = other.SchemeKind;
        SchemeEnd = other.SchemeEnd;
        UsernameEnd = other.UsernameEnd;
        PasswordEnd = other.PasswordEnd;
        HasHost = other.HasHost;
        HostStart = other.HostStart;
        HostEnd = other.HostEnd;
        PathStart = Length;
        HasOpaquePath = false;
    }

    /// <summary>Takes authority and path from <paramref name="other"/>.</summary>
    internal void CopyPath(UrlRecord other)
    {
        CopyAuthority(other);
        HasOpaquePath = other.HasOpaquePath;
        Append(other.Path);
    }

    private void Grow(int count) =>
        Array.Resize(
            ref _buffer, Math.Max(checked(Length + count), (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));

    private void ThrowIfNotHttp()
    {
        if (!IsHttp)
        {
            throw new InvalidOperationException("Only an http or https URL has a canonical form.");
        }
    }
}

/// <summary>The special schemes of the URL Standard, which parse by other rules than the rest.</summary>
internal enum UrlScheme : byte
{
    /// <summary>Not special: <c>mailto:</c>, <c>javascript:</c>, <c>tel:</c> and all unknown ones.</summary>
    Other,
    Http,
    Https,
    Ws,
    Wss,
    Ftp,
    File,
}
