using Vennlink.Cli.Tests;
using Vennlink.Tests;

[assembly: AssemblyFixture(typeof(SampleIndex))]

namespace Vennlink.Cli.Tests;

/// <summary>
/// A folder as a user has it: copies of the samples, and an index <c>sites</c> of them, built once by the real command.
/// </summary>
public sealed class SampleIndex : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-samples-").FullName;

    public SampleIndex()
    {
        Copy("aut-example.arc.gz", "crawl.arc.gz");
        Copy("blogroll-edges.csv.gz", "blogrolls.csv.gz");
        Copy("awesome-edges.csv.gz", "lists.csv.gz");
        Copy("whirlwind.warc.gz", "page.warc.gz");
        BuildResult = NewShell()
            .Run("build", "--out", "sites", "crawl.arc.gz", "blogrolls.csv.gz", "lists.csv.gz", "page.warc.gz");
        if (BuildResult.ExitCode != 0)
        {
            throw new InvalidOperationException($"the samples do not build: {BuildResult.Error}");
        }
    }

    /// <summary>What the build said.</summary>
    internal ShellResult BuildResult { get; }

    /// <summary>The index folder.</summary>
    public string Index => Path.Combine(_folder, "sites");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A shell in the folder, with the index as the default one.</summary>
    internal Shell NewShell()
    {
        Shell shell = new(_folder);
        shell.Environment["VENNLINK_INDEX"] = Index;
        return shell;
    }

    private void Copy(string sample, string name) =>
        File.Copy(SharedData.InRepository(Path.Combine("samples", sample)), Path.Combine(_folder, name));
}
