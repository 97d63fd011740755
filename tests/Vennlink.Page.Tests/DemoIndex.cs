using Vennlink.Build;
using Vennlink.Page.Tests;
using Vennlink.Tests;

[assembly: AssemblyFixture(typeof(DemoIndex))]

namespace Vennlink.Page.Tests;

/// <summary>The index of the samples, built when the first test asks for it; tests only read it.</summary>
public sealed class DemoIndex : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-page-").FullName;
    private readonly Lazy<string> _index;

    /// <summary>Builds nothing yet.</summary>
    public DemoIndex() => _index = new Lazy<string>(Build);

    /// <summary>Its folder.</summary>
    public string Folder => _index.Value;

    /// <summary>Deletes it.</summary>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Build()
    {
        string index = Path.Combine(_folder, "index");
        IndexBuild.Run(
            new BuildOptions
            {
                IndexFolder = index,
                Inputs = Directory.GetFiles(SharedData.InRepository("samples"), "*.gz"),
                MemoryBytes = 256 << 20,
                ThreadCount = 2,
            },
            null,
            CancellationToken.None);
        return index;
    }
}
