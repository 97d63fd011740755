namespace Vennlink.Archives.Compression;

/// <summary>The first bytes of a stream, read front to back: no more than were promised. Owns the stream.</summary>
internal sealed class BoundedStream(Stream stream, long maxBytes) : ForwardStream
{
    private long _leftBytes = maxBytes;

    public override int Read(Span<byte> buffer)
    {
        int read = stream.Read(buffer[..(int)Math.Min(buffer.Length, _leftBytes)]);
        _leftBytes -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        stream.Dispose();
        base.Dispose(disposing);
    }
}
