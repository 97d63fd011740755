using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Formats;

public sealed class ManifestVersionTests
{
    [Fact]
    public void A_snapshot_of_a_newer_version_is_refused_with_the_build_that_reads_it()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build([new("a.com/", "t.org/")]);
        string path = Path.Combine(fixture.Folder, SnapshotFormat.ManifestFile);
        string manifest = File.ReadAllText(path);
        uint newer = SnapshotFormat.Version + 1;

        // Whatever else a newer manifest holds or lacks, its first two members stay where they are.
        File.WriteAllText(path, $$"""{"format_version": {{newer}}, "needed_build": "7.5.0", "unheard_of": [1, 2]}""");
        IndexFormatException problem = Assert.Throws<IndexFormatException>(() => Snapshot.Open(fixture.Folder));
        Assert.Contains($"found version {newer}", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("use vennlink 7.5.0, or a newer one", problem.Message, StringComparison.Ordinal);

        File.WriteAllText(path, manifest);
        Snapshot.Open(fixture.Folder).Dispose();
    }
}
