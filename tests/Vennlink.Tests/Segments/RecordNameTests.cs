using System.Text;
using CsCheck;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Segments;

public sealed class RecordNameTests
{
    private static readonly Gen<string> SomeText =
        Gen.Char["<>:-abcdefABCDEF0123456789 "].Array[0, 60].Select(letters => new string(letters));

    private static readonly Gen<string> SomeId = Gen.OneOf(
        Gen.Guid.Select(id => $"urn:uuid:{id:D}"), Gen.Guid.Select(id => $"urn:uuid:{id:D}".ToUpperInvariant()),
        Gen.Guid.Select(id => $"urn:uuid:{id:N}"), SomeText);

    private static readonly Gen<string> SomeDigest = Gen.OneOf(
        Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"].Array[31, 33].Select(letters => "sha1:" + new string(letters)),
        Gen.Byte.Array[31, 33].Select(bytes => "sha256:" + Convert.ToHexStringLower(bytes)),
        Gen.Byte.Array[32].Select(bytes => "sha256:" + Convert.ToHexString(bytes)), SomeText);

    [Fact]
    public void A_name_comes_back_as_it_was() => Gen.Select(SomeId, SomeDigest).Sample(
        (id, digest) =>
        {
            RecordName? read = RecordName.Decode(Encode(id, digest), "test");
            Assert.Equal((id, digest), (read?.Id ?? "", read?.PayloadDigest ?? ""));
        },
        iter: 5000);

    [Fact]
    public void The_usual_forms_are_stored_as_what_they_are()
    {
        const string id = "urn:uuid:12345678-9abc-def0-1234-56789abcdef0";
        Assert.Equal(1 + 16 + 20, Encode(id, "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ").Length);
        Assert.Equal("01123456789abcdef0123456789abcdef0", Convert.ToHexStringLower(Encode(id, "")));
        Assert.Empty(Encode("", ""));
    }

    [Fact]
    public void Cut_or_damaged_names_are_refused_and_too_long_ones_left_out()
    {
        byte[] name = Encode("urn:uuid:12345678-9abc-def0-1234-56789abcdef0", "sha1:" + new string('A', 32));
        for (int length = 1; length < name.Length; length++)
        {
            Assert.Throws<IndexFormatException>(() => RecordName.Decode(name.AsSpan(0, length), "test"));
        }

        Assert.Empty(Encode(new string('x', 257), ""));
    }

    private static byte[] Encode(string id, string digest)
    {
        ByteList name = new();
        RecordName.Encode(Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(digest), name);
        return name.Span.ToArray();
    }
}
