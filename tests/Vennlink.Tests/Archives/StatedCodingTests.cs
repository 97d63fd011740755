using System.IO.Compression;
using System.Text;

namespace Vennlink.Tests.Archives;

/// <summary>Content codings that the headers state and the body does not have.</summary>
public sealed class StatedCodingTests
{
    private const string Page = "<!DOCTYPE html>\u000B<a href=/x>x</a>";

    public static TheoryData<string, string> Lies()
    {
        TheoryData<string, string> all = new();
        foreach (string coding in (string[])["gzip", "x-gzip", "deflate", "br", "zstd", "UTF-8", "utf-8, gzip", "8bit"])
        {
            foreach (string encoding in (string[])["utf-8", "utf-16", "utf-16BE"])
            {
                all.Add(coding, encoding);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_plain_body_is_taken_as_it_is(string coding, string encoding)
    {
        byte[] body = Encoding.GetEncoding(encoding).GetBytes(Page);
        ReadArchive archive = Read(coding, body);
        ReadRecord page = Assert.Single(archive.Records);
        Assert.Equal(Encoding.Latin1.GetString(body), page.Body);
        Assert.False(page.Truncated);
        Assert.Equal("", archive.Reasons);
    }

    [Fact]
    public void Binary_data_of_an_unknown_coding_are_counted_and_take_nothing_away()
    {
        ReadArchive archive = Read("exi", [1, 2, 3, 4]);
        Assert.True(Assert.Single(archive.Records).Truncated);
        Assert.Equal("BadCoding=1", archive.Reasons);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void A_coding_that_breaks_off_still_counts(string coding)
    {
        using MemoryStream packed = new();
        using (Stream writer = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            Random random = new(1);
            writer.Write(Encoding.ASCII.GetBytes(Page + string.Concat(
                Enumerable.Range(0, 20_000).Select(_ => random.Next()))));
        }

        ReadArchive archive = Read(coding, packed.ToArray()[..^1000]);
        Assert.StartsWith("<!DOCTYPE html>", Assert.Single(archive.Records).Body, StringComparison.Ordinal);
        Assert.True(archive.Records[0].Truncated);
        Assert.Equal("BadCoding=1", archive.Reasons);
    }

    private static ReadArchive Read(string coding, byte[] body) => ReadArchive.Of(WarcWriter.Warc(TestRecord.Response(
        "http://e.example/", $"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: {coding}", body)));
}
