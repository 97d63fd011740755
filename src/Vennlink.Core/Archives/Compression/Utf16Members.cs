using System.Text;

namespace Vennlink.Archives.Compression;

/// <summary>The bytes of other members, which are UTF-16, as UTF-8.</summary>
internal sealed class Utf16Members : MemberReader
{
    private const int PieceBytes = 64 << 10;

    private readonly MemberReader _inner;
    private readonly ByteWindow _source;
    private readonly Decoder _decoder;
    private readonly char[] _chars = new char[PieceBytes];
    private readonly byte[] _utf8 = new byte[PieceBytes * 3];
    private int _start;
    private int _end;
    private bool _opened;
    private bool _flushed;

    /// <param name="inner">The members that <paramref name="source"/> reads.</param>
    /// <param name="source">Stands behind the byte order mark, where there is one.</param>
    /// <param name="isBigEndian">Whether the high byte of a character comes first.</param>
    public Utf16Members(MemberReader inner, ByteWindow source, bool isBigEndian) : base(inner)
    {
        _inner = inner;
        _source = source;
        _decoder = (isBigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetDecoder();
    }

    public override bool IsCompressed => _inner.IsCompressed;

    public override bool NextMember()
    {
        State = _opened ? MemberState.Ended : MemberState.Reading;
        bool isFirst = !_opened;
        _opened = true;
        return isFirst;
    }

    public override int Read(Span<byte> destination)
    {
        while (_start == _end)
        {
            bool more = _source.Bytes.Length > 0 || _source.FillOn();
            if (!more && _flushed)
            {
                State = MemberState.Ended;
                return 0;
            }

            int taken = Math.Min(_source.Bytes.Length, PieceBytes);
            int charCount = _decoder.GetChars(_source.Bytes[..taken], _chars, flush: !more);
            _source.Advance(taken);
            _flushed = !more;
            _start = 0;
            _end = Encoding.UTF8.GetBytes(_chars.AsSpan(0, charCount), _utf8);
        }

        int count = Math.Min(destination.Length, _end - _start);
        _utf8.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    public override void Dispose()
    {
        _inner.Dispose();
        base.Dispose();
    }
}
