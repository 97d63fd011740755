namespace Vennlink.Tests.Architecture;

/// <summary>A project of <c>src</c>: its rooms are its folders, and their order says who may use whom.</summary>
/// <param name="Name">Folder below <c>src</c>.</param>
/// <param name="AssemblyName">Name of its assembly.</param>
/// <param name="RootNamespace">Namespace of its own folder; a room adds its path.</param>
/// <param name="Rooms">Folders in order: each uses only itself and those before it; "." is the project's own
/// folder.</param>
internal sealed record SourceProject(string Name, string AssemblyName, string RootNamespace, string[] Rooms)
{
    public static SourceProject Core { get; } = new("Vennlink.Core", "Vennlink.Core", "Vennlink",
    [
        "Storage/Bytes", "Storage/Files", "Storage/Blocks", "Storage/Sorting",
        "Urls",
        "Links",
        "Archives", "Archives/Compression", "Archives/Records", "Archives/Parquet", "Archives/Tables",
        "Archives/Lists", "Archives/Graphs", "Archives/Networks",
        "Links/Charsets", "Links/Parsing", "Links/Extraction",
        "Segments/Stored", "Segments", "Segments/Reading",
        "Inputs",
        "Merge",
        "Graph/Arcs", "Graph/Vertices",
        "Ranking", "Ranking/Spam",
        "Snapshots/Postings", "Snapshots/Targets", "Snapshots/Sources",
        "Snapshots/Facts", "Snapshots",
        "Query/Walk", "Query/Filters", "Query/Hide", "Query/Orders", "Query/Facets", "Query", "Query/Questions",
        "Query/Explain", "Query/Changes", "Query/Known", "Query/Edges", "Query/Output/Parquet", "Query/Output",
        "Build/Stages", "Build/Pages", "Build/Graphs", "Build",
        "Research",
    ]);

    public static SourceProject Server { get; } = new("Vennlink.Server", "Vennlink.Server", "Vennlink.Server",
        ["Wire", "Databases", "Keys", "Metering", "Sessions", "Serving", "Notebook", "Imports", "Endpoints", "Endpoints/Questions", "Endpoints/Page", "Endpoints/Imports", "Rpc", "OpenApi", "Http", "Pages", "Mcp", "."]);

    public static SourceProject Cli { get; } = new("Vennlink.Cli", "vennlink", "Vennlink.Cli",
        ["Outcomes", "Arguments", "Output", "Indexes", "Verbs", "."]);

    public static SourceProject[] All { get; } = [Core, Server, Cli];

    /// <summary>Folder of the project.</summary>
    public string Folder => SharedData.InRepository($"src/{Name}");

    /// <summary>The project's assembly, built in the same configuration as this test.</summary>
    public CompiledAssembly Assembly => field ??= CompiledAssembly.Read(AssemblyOf(Name, AssemblyName));

    /// <summary>Path of a built assembly.</summary>
    public static string AssemblyOf(string project, string assembly) => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", project,
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        assembly + ".dll"));

    /// <summary>The project's source files; none that a build made.</summary>
    public IEnumerable<string> SourceFiles() => Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories);

    /// <summary>Room of a source file: its folder below the project's, with slashes.</summary>
    public string RoomOfFile(string path) =>
        Path.GetRelativePath(Folder, Path.GetDirectoryName(path)!).Replace('\\', '/');

    /// <summary>Namespace of a room.</summary>
    public string NamespaceOf(string room) => room == "." ? RootNamespace : $"{RootNamespace}.{room.Replace('/', '.')}";

    /// <summary>Room of a namespace, or null when it is not one of this project.</summary>
    public string? RoomOf(string @namespace) => Rooms.FirstOrDefault(room => NamespaceOf(room) == @namespace);

    /// <summary>Whether code of one room may use another.</summary>
    public bool MayUse(string room, string used) => Array.IndexOf(Rooms, used) <= Array.IndexOf(Rooms, room);
}
