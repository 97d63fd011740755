using System.Text;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Stored;

/// <summary>What an archive calls one of its records, and the payload of it.</summary>
/// <param name="Id">WARC-Record-ID without its angle brackets; null when there is none.</param>
/// <param name="PayloadDigest">WARC-Payload-Digest as it stands; null when there is none.</param>
/// <remarks>
/// Random bytes, so they are stored short: a UUID and the usual digests as what they are, else text. Layout in
/// docs/formats/live-pages.md.
/// </remarks>
public sealed record RecordName(string? Id, string? PayloadDigest)
{
    /// <summary>Longest text that is kept; a longer one is left out.</summary>
    internal const int MaxTextBytes = 256;

    /// <summary>Most bytes of a stored name.</summary>
    internal const int MaxBytes = 1 + (2 * (2 + MaxTextBytes));

    private const int TextForm = 15;
    private const int UuidForm = 1;
    private const int Sha1Form = 1;
    private const int Sha256Form = 2;
    private const int UuidBytes = 16;
    private const int Sha1Bytes = 20;
    private const int Sha256Bytes = 32;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static ReadOnlySpan<byte> UuidPrefix => "urn:uuid:"u8;

    private static ReadOnlySpan<byte> Sha1Prefix => "sha1:"u8;

    private static ReadOnlySpan<byte> Sha256Prefix => "sha256:"u8;

    /// <summary>Sets <paramref name="name"/> to the stored bytes; to none when there is neither.</summary>
    /// <param name="id">Record id without angle brackets; may be empty.</param>
    /// <param name="digest">Payload digest; may be empty.</param>
    /// <param name="name">Gets the bytes.</param>
    internal static void Encode(ReadOnlySpan<byte> id, ReadOnlySpan<byte> digest, ByteList name)
    {
        name.Clear();
        name.Append(0);
        int idForm = AppendId(id, name);
        int digestForm = AppendDigest(digest, name);
        name.Span[0] = (byte)(idForm | (digestForm << 4));
        if (name.Span[0] == 0)
        {
            name.Clear();
        }
    }

    /// <summary>Reads stored bytes; null when there are none.</summary>
    /// <exception cref="IndexFormatException">They do not decode.</exception>
    internal static RecordName? Decode(ReadOnlySpan<byte> name, string file)
    {
        if (name.IsEmpty)
        {
            return null;
        }

        ByteReader reader = new(name, file, 0);
        int forms = reader.ReadByte();
        string? id = (forms & 15) switch
        {
            0 => null,
            UuidForm => $"urn:uuid:{new Guid(reader.ReadBytes(UuidBytes), bigEndian: true):D}",
            TextForm => ReadText(ref reader),
            int form => throw reader.Broken($"found record id form {form}"),
        };
        string? digest = (forms >> 4) switch
        {
            0 => null,
            Sha1Form => "sha1:" + ToBase32(reader.ReadBytes(Sha1Bytes)),
            Sha256Form => "sha256:" + Convert.ToHexStringLower(reader.ReadBytes(Sha256Bytes)),
            TextForm => ReadText(ref reader),
            int form => throw reader.Broken($"found payload digest form {form}"),
        };
        return new RecordName(id, digest);
    }

    private static int AppendId(ReadOnlySpan<byte> id, ByteList name)
    {
        if (id.StartsWith(UuidPrefix) && Guid.TryParseExact(Encoding.ASCII.GetString(id[UuidPrefix.Length..]), "D",
            out Guid uuid) && id.IndexOfAnyInRange((byte)'A', (byte)'F') < 0)
        {
            uuid.TryWriteBytes(name.Reserve(UuidBytes), bigEndian: true, out _);
            name.Length += UuidBytes;
            return UuidForm;
        }

        return AppendText(id, name);
    }

    private static int AppendDigest(ReadOnlySpan<byte> digest, ByteList name)
    {
        if (digest.StartsWith(Sha1Prefix) && TryFromBase32(digest[Sha1Prefix.Length..], name.Reserve(Sha1Bytes)))
        {
            name.Length += Sha1Bytes;
            return Sha1Form;
        }

        if (digest.StartsWith(Sha256Prefix) && digest.Length == Sha256Prefix.Length + (2 * Sha256Bytes)
            && digest.IndexOfAnyInRange((byte)'A', (byte)'F') < 0
            && Convert.FromHexString(digest[Sha256Prefix.Length..], name.Reserve(Sha256Bytes)[..Sha256Bytes], out _,
                out _) == System.Buffers.OperationStatus.Done)
        {
            name.Length += Sha256Bytes;
            return Sha256Form;
        }

        return AppendText(digest, name);
    }

    private static int AppendText(ReadOnlySpan<byte> text, ByteList name)
    {
        if (text.Length is 0 or > MaxTextBytes)
        {
            return 0;
        }

        name.Length += Varint.Write(name.Reserve(Varint.MaxBytes), (ulong)text.Length);
        name.Append(text);
        return TextForm;
    }

    private static string ReadText(ref ByteReader reader) =>
        Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadVarint(MaxTextBytes)));

    private static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        for (int bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            int pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            text.Append(Base32[(pair >> (11 - (bit % 8))) & 31]);
        }

        return text.ToString();
    }

    private static bool TryFromBase32(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        if (text.Length * 5 != Sha1Bytes * 8)
        {
            return false;
        }

        int gathered = 0;
        int bits = 0;
        int written = 0;
        foreach (byte letter in text)
        {
            int value = Base32.IndexOf((char)letter, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            gathered = (gathered << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[written++] = (byte)(gathered >> bits);
                gathered &= (1 << bits) - 1;
            }
        }

        return true;
    }
}
