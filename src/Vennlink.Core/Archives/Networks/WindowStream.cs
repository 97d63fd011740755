using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Networks;

/// <summary>The bytes of a window as a stream that its reader may not take too much of at once.</summary>
/// <remarks>A parser holds an attribute in memory whole: so much may be read between two calls of <see cref="Renew"/>.
/// </remarks>
internal sealed class WindowStream(ByteWindow window, string file) : ForwardStream
{
    /// <summary>Most bytes that one tag or text may take, what the parser reads ahead among them.</summary>
    public const int MaxBytesAtOnce = 8 << 20;

    private long _atOnce;

    /// <summary>Lets as much be read again: the parser is done with what it had.</summary>
    public void Renew() => _atOnce = 0;

    public override int Read(Span<byte> buffer)
    {
        if (window.Bytes.IsEmpty && !window.FillOn())
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, window.Bytes.Length);
        window.Bytes[..count].CopyTo(buffer);
        window.Advance(count);
        _atOnce += count;
        return _atOnce <= MaxBytesAtOnce
            ? count
            : throw new InputException(
                file, window.Position, $"one tag or text of the XML is longer than {MaxBytesAtOnce >> 20} MiB");
    }
}
