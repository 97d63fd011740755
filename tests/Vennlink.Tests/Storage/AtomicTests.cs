using Vennlink.Storage.Files;

namespace Vennlink.Tests.Storage;

public sealed class AtomicTests
{
    [Fact]
    public void A_file_is_replaced_whole_and_nothing_is_left_aside()
    {
        using TemporaryFolder folder = new();
        AtomicFile.Write(folder.File("CURRENT"), "old"u8);
        AtomicFile.Write(folder.File("CURRENT"), "new"u8);
        Assert.Equal("new", File.ReadAllText(folder.File("CURRENT")));
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void A_folder_appears_under_its_final_name_with_all_it_holds()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("work"));
        File.WriteAllText(Path.Combine(folder.File("work"), "a"), "1");
        AtomicFolder.Publish(folder.File("work"), folder.File("final"));
        Assert.False(Directory.Exists(folder.File("work")));
        Assert.Equal("1", File.ReadAllText(Path.Combine(folder.File("final"), "a")));
    }
}
