using System.Globalization;
using System.Text;
using Vennlink.Build;
using Vennlink.Snapshots;

namespace Vennlink.Server.Tests;

/// <summary>Builds small indexes the way a user does: from link lists and WARC files.</summary>
internal static class TestIndex
{
    /// <summary>
    /// Every source and target of the contract tests. The names say their part: <c>both</c> links to both positive
    /// targets, <c>anti</c> to the negative one too.
    /// </summary>
    public const string SmallWeb =
        """
        source,target,title,rel
        http://www.search.example/amp/story?a=1&b=2,https://www.latimes.com/business/story,"Söme ""title"" <b>&amp;</b> 日本",
        http://both.example/list,http://latimes.com/x,Both papers,
        http://both.example/list,http://blog.nytimes.com/,Both papers,
        http://nofollow.example/,http://latimes.com/,No follow,nofollow
        http://nyt.example/,http://www.nytimes.com/,Not the blog,
        http://anti.example/list,http://latimes.com/x,Links to Moz too,
        http://anti.example/list,http://moz.com/,Links to Moz too,
        http://anti.example/clean,http://latimes.com/x,Does not link to Moz,
        http://blog.moz.com/papers,http://latimes.com/x,Moz's own page,
        http://www.latimes.com/about,http://latimes.com/x,Internal,
        http://www.latimes.com/press,http://blog.nytimes.com/,The one paper on the other,
        http://split.example/a,http://latimes.com/x,A,
        http://split.example/b,http://blog.nytimes.com/,B,
        http://split.example/best,http://latimes.com/,Best,
        http://fan1.example/,http://split.example/best,Fan,
        http://fan2.example/,http://split.example/best,Fan,
        http://fan3.example/,http://split.example/best,Fan,
        http://untitled.example/x,http://pages.example/a/b,,
        http://untitled.example/x,http://192.0.2.7/,,
        http://other.example/,http://pages.example/a,Another page of the same host,
        http://other.example/,http://www.pages.example/a/b,Another page of the same host,
        http://suffix.example/,http://gov.uk/,A suffix with a host of its name,
        """;

    /// <summary><see cref="SmallWeb"/> and 620 pages that link to popular.example, for paging.</summary>
    public static string LargerWeb { get; } = SmallWeb + "\n" + Rows("popular.example", 620);

    /// <summary>A list of pages that all link to one site; every second one is of another site.</summary>
    public static string Fans(string target, int count) => "source,target,title,rel\n" + Rows(target, count);

    private static string Rows(string target, int count)
    {
        var rows = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            rows.Append(CultureInfo.InvariantCulture,
                $"http://fan-of-{i * 7 % count / 2}.example/{i},http://{target}/,Fan {i},\n");
        }

        return rows.ToString();
    }

    /// <summary>Builds and publishes an index of one link list; over an earlier one it adds.</summary>
    /// <returns>The snapshot's id.</returns>
    public static string Publish(string indexFolder, string csv) =>
        PublishFile(indexFolder, "links.csv", Encoding.UTF8.GetBytes(csv));

    /// <summary>Builds and publishes an index of one file of any kind.</summary>
    public static string PublishFile(string indexFolder, string name, byte[] content) =>
        PublishFiles(indexFolder, (name, content));

    /// <summary>Builds and publishes an index of some files.</summary>
    public static string PublishFiles(string indexFolder, params (string Name, byte[] Content)[] files)
    {
        using var folder = new TemporaryFolder();
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(folder[name], content);
        }

        var options = new BuildOptions
        {
            IndexFolder = indexFolder,
            Inputs = [.. files.Select(file => folder[file.Name])],
            Add = IndexFolder.CurrentId(indexFolder) is not null,
            MemoryBytes = 256 << 20,
            ThreadCount = 2,
        };
        return IndexBuild.Run(options, null, TestContext.Current.CancellationToken).SnapshotId;
    }
}
