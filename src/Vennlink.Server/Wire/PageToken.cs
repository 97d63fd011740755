using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Vennlink.Query;

namespace Vennlink.Server.Wire;

/// <summary>
/// What a <c>next_token</c> says: where a page of rows ended, and what it may be used for. Stateless: the server keeps
/// nothing.
/// </summary>
/// <remarks>
/// Text: base64url of the bytes below, without padding. All integers little-endian. Nothing in it is secret; the code
/// at its end makes it impossible to change without the secret.
/// <code>
/// offset  bytes  meaning
/// 0       1      version, 1
/// 1       8      issued at, seconds since 1970 UTC
/// 9       8      rows served so far
/// 17      4      position: match count or spam score
/// 21      4      position: source id
/// 25      16     query fingerprint
/// 41      16     first bytes of SHA-256 of the access key's id, UTF-8
/// 57      n      snapshot id, UTF-8, at most 255 bytes
/// 57 + n  16     first bytes of HMAC-SHA256 over all before
/// </code>
/// </remarks>
internal sealed record PageToken
{
    private const byte Version = 1;
    private const int RowsServedOffset = 9;
    private const int SortValueOffset = 17;
    private const int SourceIdOffset = 21;
    private const int FingerprintOffset = 25;
    private const int KeyOffset = 41;
    private const int SnapshotOffset = 57;
    private const int HashBytes = 16;
    private const int MaxSnapshotIdBytes = 255;
    private const int MaxBytes = SnapshotOffset + MaxSnapshotIdBytes + HashBytes;

    /// <summary>Snapshot that the position is in; at most 255 bytes of UTF-8.</summary>
    public required string SnapshotId { get; init; }

    /// <summary>The query, without limit and token.</summary>
    public required QueryFingerprint Query { get; init; }

    /// <summary>Rows served up to here, on all pages of the query.</summary>
    public required long RowsServed { get; init; }

    /// <summary>Where the page ended.</summary>
    public required IntersectPosition Position { get; init; }

    /// <summary>The token's text.</summary>
    /// <param name="secret">Key of the code; must outlive a restart.</param>
    /// <param name="keyId">Id of the access key that the token is for.</param>
    /// <param name="clock">Tells when it was issued.</param>
    /// <exception cref="ArgumentException">The snapshot id is too long.</exception>
    public string Encode(ReadOnlySpan<byte> secret, string keyId, TimeProvider clock)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], clock.GetUtcNow().ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt64LittleEndian(bytes[RowsServedOffset..], RowsServed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[SortValueOffset..], Position.SortValue);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SourceIdOffset..], Position.SourceId);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[FingerprintOffset..], Query.Value);
        HashKeyId(keyId, bytes.Slice(KeyOffset, HashBytes));
        if (!Encoding.UTF8.TryGetBytes(SnapshotId, bytes.Slice(SnapshotOffset, MaxSnapshotIdBytes),
            out int snapshotBytes))
        {
            throw new ArgumentException($"The snapshot id is longer than {MaxSnapshotIdBytes} bytes.");
        }

        int signed = SnapshotOffset + snapshotBytes;
        Sign(secret, bytes[..signed], bytes.Slice(signed, HashBytes));
        return Base64Url.EncodeToString(bytes[..(signed + HashBytes)]);
    }

    /// <summary>
    /// Reads a token, hostile or not. Whether it fits the query is told by <see cref="Query"/>, once that is resolved
    /// by the token's snapshot.
    /// </summary>
    /// <param name="text">As received; base64url, with or without padding.</param>
    /// <param name="secret">As given to <see cref="Encode"/>.</param>
    /// <param name="keyId">Id of the access key that came with the request.</param>
    /// <param name="lifetime">How long a token works.</param>
    /// <param name="clock">Tells what time it is; a token from the future, by a clock set back, is not expired.</param>
    /// <param name="token">What it says, when <see cref="PageTokenOutcome.Valid"/>, else null.</param>
    /// <returns>Valid, Malformed, WrongKey or Expired.</returns>
    public static PageTokenOutcome Decode(ReadOnlySpan<char> text, ReadOnlySpan<byte> secret, string keyId,
        TimeSpan lifetime, TimeProvider clock, out PageToken? token)
    {
        token = null;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        if (Base64Url.DecodeFromChars(text, bytes, out _, out int length) != OperationStatus.Done
            || length < SnapshotOffset + HashBytes || bytes[0] != Version)
        {
            return PageTokenOutcome.Malformed;
        }

        bytes = bytes[..length];
        Span<byte> hash = stackalloc byte[HashBytes];
        Sign(secret, bytes[..^HashBytes], hash);
        if (!CryptographicOperations.FixedTimeEquals(hash, bytes[^HashBytes..]))
        {
            return PageTokenOutcome.Malformed;
        }

        // From here on the bytes are our own.
        HashKeyId(keyId, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash, bytes.Slice(KeyOffset, HashBytes)))
        {
            return PageTokenOutcome.WrongKey;
        }

        DateTimeOffset issued = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]));
        if (clock.GetUtcNow() - issued > lifetime)
        {
            return PageTokenOutcome.Expired;
        }

        token = new PageToken
        {
            SnapshotId = Encoding.UTF8.GetString(bytes[SnapshotOffset..^HashBytes]),
            Query = new QueryFingerprint(BinaryPrimitives.ReadUInt128LittleEndian(bytes[FingerprintOffset..])),
            RowsServed = BinaryPrimitives.ReadInt64LittleEndian(bytes[RowsServedOffset..]),
            Position = new IntersectPosition(
                BinaryPrimitives.ReadInt32LittleEndian(bytes[SortValueOffset..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[SourceIdOffset..])),
        };
        return PageTokenOutcome.Valid;
    }

    private static void HashKeyId(string keyId, Span<byte> destination) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(keyId)).AsSpan(0, HashBytes).CopyTo(destination);

    private static void Sign(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> signed, Span<byte> destination)
    {
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, signed, code);
        code[..HashBytes].CopyTo(destination);
    }
}

/// <summary>What a <c>next_token</c> turned out to be.</summary>
internal enum PageTokenOutcome
{
    /// <summary>Ours, of this key, and not too old.</summary>
    Valid,

    /// <summary>Not a token of ours: unreadable, of another version, or changed.</summary>
    Malformed,

    /// <summary>Made for another access key.</summary>
    WrongKey,

    /// <summary>Older than tokens live.</summary>
    Expired,
}
