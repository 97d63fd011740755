using System.Security.Cryptography;

namespace Vennlink.Segments.Reading;

/// <summary>
/// One file of an input, hashed on the way to its reader. Reading front to back costs no second pass; where the reader seeks (a WACZ is
/// read by its directory) or stops early, the digest still is that of the whole file. Not thread-safe.
/// </summary>
internal sealed class HashedFile(string path) : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _hashedBytes;

    /// <summary>Length of the file.</summary>
    public long LengthBytes => _file.Length;

    /// <summary>Where reading stands.</summary>
    public long PositionBytes => _file.Position;

    /// <summary>The file from its first byte, as a stream that its reader may close. One at a time.</summary>
    public Stream OpenReader()
    {
        _file.Seek(0, SeekOrigin.Begin);
        return new Reader(this);
    }

    /// <summary>SHA-256 of the whole file, in lower-case hex. Ends reading.</summary>
    public string Digest(CancellationToken cancellationToken)
    {
        _file.Seek(_hashedBytes, SeekOrigin.Begin);
        byte[] buffer = new byte[BufferBytes];
        while (Read(buffer) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private int Read(Span<byte> buffer)
    {
        long start = _file.Position;
        int read = _file.Read(buffer);

        // Invariant: the hash has seen exactly the first _hashedBytes bytes, each once, however the reader jumps about.
        if (start <= _hashedBytes && start + read > _hashedBytes)
        {
            _hash.AppendData(buffer[(int)(_hashedBytes - start)..read]);
            _hashedBytes = start + read;
        }

        return read;
    }

    private sealed class Reader(HashedFile input) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => input._file.Length;

        public override long Position
        {
            get => input._file.Position;
            set => input._file.Position = value;
        }

        public override int Read(Span<byte> buffer) => input.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => input._file.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
