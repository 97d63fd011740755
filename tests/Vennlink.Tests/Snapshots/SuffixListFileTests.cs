using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Tests.Snapshots;

public sealed class SuffixListFileTests
{
    [Theory]
    [InlineData("not a *rule*\nco.*.uk\n", "")]
    [InlineData("com\n\u0001\n", "")]
    [InlineData("com\n", "a b")]
    public void A_list_that_is_none_is_an_error_that_names_the_file(string list, string extra)
    {
        using TemporaryFolder folder = new();
        SuffixListFile.Write(
            folder.Path, System.Text.Encoding.UTF8.GetBytes(list), PublicSuffixSections.All, extra == "" ? [] : [extra]);
        using SealedFile file = SuffixListFile.Open(folder.Path);
        IndexFormatException problem = Assert.Throws<IndexFormatException>(() => SuffixListFile.Read(file));
        Assert.Equal("suffix.list", problem.File);
        Assert.StartsWith("suffix.list: at byte ", problem.Message, StringComparison.Ordinal);
    }
}
