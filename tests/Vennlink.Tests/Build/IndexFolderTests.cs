using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Build;

public sealed class IndexFolderTests : IDisposable
{
    private static readonly DateTimeOffset _noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_without_an_index_has_no_current_snapshot()
    {
        Assert.Null(IndexFolder.CurrentSnapshot(_folder));
        Assert.Null(IndexFolder.CurrentSnapshot(Path.Combine(_folder, "absent")));
    }

    [Fact]
    public void Publishing_moves_CURRENT_and_marks_the_snapshot_before()
    {
        Publish("aaaa", _noon);
        Publish("bbbb", _noon.AddHours(1));

        Assert.Equal(Path.Combine(_folder, "snapshots", "bbbb"), IndexFolder.CurrentSnapshot(_folder));
        Assert.Equal(_noon.AddHours(1), IndexFolder.SupersededAt(_folder, "aaaa"));
        Assert.Null(IndexFolder.SupersededAt(_folder, "bbbb"));
    }

    [Fact]
    public void A_superseded_snapshot_is_deleted_after_its_lifetime_and_the_current_one_never()
    {
        Publish("aaaa", _noon);
        Publish("bbbb", _noon.AddHours(1));

        Assert.Empty(IndexFolder.DeleteSuperseded(_folder, TimeSpan.FromHours(24), _noon.AddHours(24)));
        Assert.Equal(["aaaa"], IndexFolder.DeleteSuperseded(_folder, TimeSpan.FromHours(24), _noon.AddHours(25)));
        Assert.Equal(["bbbb"], IndexFolder.SnapshotIds(_folder));
        Assert.Empty(IndexFolder.DeleteSuperseded(_folder, TimeSpan.Zero, _noon.AddYears(1)));
    }

    [Fact]
    public void A_snapshot_that_becomes_current_again_is_no_longer_superseded()
    {
        Publish("aaaa", _noon);
        Publish("bbbb", _noon);
        Publish("aaaa", _noon);

        Assert.Null(IndexFolder.SupersededAt(_folder, "aaaa"));
        Assert.Equal(["bbbb"], IndexFolder.DeleteSuperseded(_folder, TimeSpan.Zero, _noon));
    }

    [Fact]
    public void A_snapshot_left_by_a_killed_build_is_marked_by_the_next_publishing()
    {
        Directory.CreateDirectory(IndexFolder.SnapshotFolder(_folder, "dead"));
        Publish("aaaa", _noon);

        Assert.Equal(_noon, IndexFolder.SupersededAt(_folder, "dead"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("../../etc\n")]
    [InlineData("aaaa\nbbbb\n")]
    public void A_CURRENT_that_holds_no_id_is_an_error_that_names_the_file(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "CURRENT"), text);

        IndexFormatException error = Assert.Throws<IndexFormatException>(() => IndexFolder.CurrentSnapshot(_folder));
        Assert.EndsWith("CURRENT", error.File, StringComparison.Ordinal);
    }

    private void Publish(string id, DateTimeOffset now)
    {
        Directory.CreateDirectory(IndexFolder.SnapshotFolder(_folder, id));
        IndexFolder.Publish(_folder, id, now);
    }
}
