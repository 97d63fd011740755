using System.IO.Hashing;
using Vennlink.Archives;
using Vennlink.Archives.Compression;

namespace Vennlink.Inputs;

/// <summary>
/// An entry of a zip from its first byte; what it holds must be what the directory says, by length and checksum.
/// </summary>
/// <param name="zip">The zip's file; closed with this.</param>
/// <param name="content">What it unpacks to.</param>
/// <param name="entry">The entry.</param>
/// <param name="path">Its path, for messages.</param>
internal sealed class ZipEntryStream(Stream zip, Stream content, ZipEntry entry, string path) : ForwardStream
{
    private readonly Crc32 _checksum = new();
    private long _position;

    public override long Length => entry.LengthBytes;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InputException">It does not unpack, or to something else than it was.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = content.Read(buffer);
            _position += read;
            _checksum.Append(buffer[..read]);
            bool isEnd = read == 0 && buffer.Length > 0;
            return _position > entry.LengthBytes || (isEnd && _position < entry.LengthBytes)
                || (isEnd && _checksum.GetCurrentHashAsUInt32() != entry.Checksum)
                    ? throw new InvalidDataException("it unpacks to something else than the zip says") : read;
        }
        catch (InvalidDataException problem)
        {
            throw new InputException(path, _position, $"the entry is damaged: {problem.Message}");
        }
    }

    protected override void Dispose(bool disposing)
    {
        content.Dispose();
        zip.Dispose();
        base.Dispose(disposing);
    }
}
