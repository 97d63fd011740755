using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Snapshots;

public sealed class PageScoresTests
{
    [Fact]
    public void What_was_written_is_read_by_ordinal()
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, 30_000);
        using PageScores scores = new(folder.Path, 30_000);
        Assert.Equal(30_000, scores.Count);
        for (int page = 0; page < 30_000; page++)
        {
            Assert.Equal(1 + (page / 8f), scores.RelativeRank(page));
            Assert.Equal(1 + (page % 100), scores.Authority(page));
        }

        Assert.Equal([1, 2, 3], scores.Authorities(200, 3).ToArray());
    }

    [Fact]
    public void Another_number_of_pages_is_an_error()
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, 3);
        Assert.Throws<IndexFormatException>(() => new PageScores(folder.Path, 4));
    }

    private static void Write(string folder, int count)
    {
        using PageScoresWriter writer = new(folder, folder);
        for (int page = 0; page < count; page++)
        {
            writer.Add(1 + (page / 8f), (byte)(1 + (page % 100)));
        }

        writer.Complete();
    }
}
