using System.Security.Cryptography;

namespace Vennlink.Inputs;

/// <summary>
/// One file of an input, hashed on the way to its reader. Reading front to back costs no second pass; where the reader
/// seeks (a WACZ is read by its directory) or stops early, the digest still is that of the whole file. One reader at a
/// time; not thread-safe.
/// </summary>
internal sealed class HashedFile(string path) : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _hashedBytes;

    /// <summary>The file from its first byte; open until its reader closes it.</summary>
    public Stream Open() => new Reader(this, InputBytes.Open(path));

    /// <summary>SHA-256 of the whole file; what was not read is read now.</summary>
    public byte[] Digest(CancellationToken cancellationToken)
    {
        using Stream rest = Open();
        if (_hashedBytes == rest.Length && _hashedBytes > 0)
        {
            return _hash.GetCurrentHash();
        }

        if (rest.CanSeek)
        {
            rest.Position = _hashedBytes;
        }

        byte[] buffer = new byte[BufferBytes];
        while (rest.Read(buffer) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return _hash.GetCurrentHash();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private sealed class Reader(HashedFile hashed, Stream file) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => file.CanSeek;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override int Read(Span<byte> buffer)
        {
            long start = file.Position;
            int read = file.Read(buffer);

            // Invariant: the hash has seen exactly the first _hashedBytes bytes, each once, however the reader jumps
            // about.
            if (start <= hashed._hashedBytes && start + read > hashed._hashedBytes)
            {
                hashed._hash.AppendData(buffer[(int)(hashed._hashedBytes - start)..read]);
                hashed._hashedBytes = start + read;
            }

            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
