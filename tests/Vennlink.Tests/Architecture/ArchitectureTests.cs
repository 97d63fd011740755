using System.Text.RegularExpressions;

namespace Vennlink.Tests.Architecture;

/// <summary>
/// The folder list of each project is its architecture: rooms in order, small enough to look over, with a public face
/// that somebody uses.
/// </summary>
/// <remarks>Rooms that keep an order have no circle. The order stands in <see cref="SourceProject"/>, and nowhere
/// else.</remarks>
public sealed partial class ArchitectureTests
{
    private const int MaxFilesPerRoom = 30;
    private const int MaxMedianOfFiles = 15;

    // Projects that see internal types too (tests, benchmarks, training) do not make a type public.
    private static readonly (string Folder, string Assembly)[] _outsiders =
    [
        ("src/Vennlink.Server", "Vennlink.Server"),
        ("src/Vennlink.Cli", "vennlink"),
        ("bench/Vennlink.Webs", "Vennlink.Webs"),
    ];

    // An outsider too, but not part of the solution.
    private const string NotBuilt = "bench/Vennlink.Peers";

    public static TheoryData<string> Projects => [.. SourceProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Compiled_code_of_a_room_uses_only_rooms_before_it(string name)
    {
        SourceProject project = Project(name);
        SortedSet<string> wrong = [];
        foreach (CompiledType type in project.Assembly.Types)
        {
            foreach (TypeName used in type.Uses.Where(used => used.Assembly == project.AssemblyName))
            {
                if (project.RoomOf(type.Name.Namespace) is { } own && project.RoomOf(used.Namespace) is { } room
                    && !project.MayUse(own, room))
                {
                    wrong.Add($"{own}: {type.Name.Name} uses {used.Name} of {room}");
                }
            }
        }

        AssertNone(wrong);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Source_of_a_room_names_only_rooms_before_it(string name)
    {
        SourceProject project = Project(name);
        SourceNames names = new(project);
        SortedSet<string> wrong = [];
        foreach (string file in project.SourceFiles())
        {
            string own = project.RoomOfFile(file);
            foreach ((string room, string text) in names.RoomsNamedIn(File.ReadAllText(file), own)
                .Where(named => !project.MayUse(own, named.Room)))
            {
                wrong.Add($"{own}/{Path.GetFileName(file)} says {text}, which is of {room}");
            }
        }

        AssertNone(wrong);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_type_stands_in_the_namespace_of_a_room_and_every_file_in_its_folder(string name)
    {
        SourceProject project = Project(name);
        AssertNone(project.Assembly.Types
            .Where(type => IsOwn(type.Name.Namespace) && project.RoomOf(type.Name.Namespace) is null)
            .Select(type => $"{type.Name} stands in no room"));
        AssertNone(project.SourceFiles()
            .Where(file => !Stands(file))
            .Select(file => $"{Path.GetRelativePath(project.Folder, file)} has the namespace of another folder"));

        // What generators of the SDK add stands in namespaces of their own.
        bool IsOwn(string @namespace) =>
            (@namespace + ".").StartsWith(project.RootNamespace + ".", StringComparison.Ordinal);

        bool Stands(string file) =>
            NamespaceLine().Match(File.ReadAllText(file)) is not { Success: true } line
            || line.Groups[1].Value == project.NamespaceOf(project.RoomOfFile(file));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_list_of_rooms_is_that_of_folders_with_source(string name)
    {
        SourceProject project = Project(name);
        Assert.Equal(project.SourceFiles().Select(project.RoomOfFile).Distinct().Order(StringComparer.Ordinal),
            project.Rooms.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_has_a_page_that_says_what_it_is_for(string name)
    {
        SourceProject project = Project(name);
        AssertNone(project.Rooms
            .Where(room => !File.Exists(Path.Combine(project.Folder, room, "README.md")))
            .Select(room => $"{name}/{room} has no README.md"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Lines_of_source_are_at_most_120_columns_wide(string name)
    {
        const int WidestLine = 120;
        AssertNone([.. Project(name).SourceFiles().SelectMany(file => File.ReadLines(file).Index()
            .Where(line => line.Item.Length > WidestLine)
            .Select(line => $"{Path.GetFileName(file)}:{line.Index + 1} has {line.Item.Length} columns"))]);
    }

    [Fact]
    public void Rooms_are_small_enough_to_look_over()
    {
        (string Room, int Files)[] rooms = [.. SourceProject.All
            .SelectMany(project => project.SourceFiles().CountBy(project.RoomOfFile)
                .Select(room => ($"{project.Name}/{room.Key}", room.Value)))];
        AssertNone(rooms.Where(room => room.Files > MaxFilesPerRoom)
            .Select(room => $"{room.Room} has {room.Files} files"));
        int[] sizes = [.. rooms.Select(room => room.Files).Order()];
        Assert.InRange(sizes[sizes.Length / 2], 1, MaxMedianOfFiles);
    }

    [Fact]
    public void The_table_of_rooms_in_the_document_is_the_list()
    {
        string page = File.ReadAllText(SharedData.InRepository("ARCHITECTURE.md"));
        Assert.Equal(SourceProject.Core.Rooms, RoomRow().Matches(page).Select(row => row.Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_public_type_is_used_outside_its_assembly_or_shown_by_one_that_is(string name)
    {
        SourceProject project = Project(name);
        Dictionary<TypeName, CompiledType> types = project.Assembly.Types.ToDictionary(type => type.Name);
        HashSet<TypeName> needed = [.. UsedOutside(project).Where(types.ContainsKey)];
        Queue<TypeName> open = new(needed);
        while (open.TryDequeue(out TypeName type))
        {
            foreach (TypeName shown in types[type].Exposes.Where(types.ContainsKey).Where(needed.Add))
            {
                open.Enqueue(shown);
            }
        }

        AssertNone(types.Values
            .Where(type => type.IsPublic && !needed.Contains(type.Name))
            .Select(type => $"{type.Name} can be internal"));
    }

    private static IEnumerable<TypeName> UsedOutside(SourceProject project)
    {
        (string Folder, string Assembly)[] outsiders =
            [.. _outsiders.Where(outsider => outsider.Assembly != project.AssemblyName)];
        IEnumerable<TypeName> compiled = outsiders
            .Select(outsider => SourceProject.AssemblyOf(Path.GetFileName(outsider.Folder), outsider.Assembly))
            .SelectMany(path => CompiledAssembly.Read(path).Types)
            .SelectMany(type => type.Uses);

        // No trace is compiled of a constant, and what is not built has no compiled form: there the words of the
        // source count.
        string unbuilt = SourceOf([NotBuilt]);
        string built = SourceOf([.. outsiders.Select(outsider => outsider.Folder)]);
        return compiled.Concat(project.Assembly.Types
            .Where(type => Names(unbuilt, type) || (type.HasConstants && Names(built, type)))
            .Select(type => type.Name));

        static bool Names(string source, CompiledType type) =>
            Regex.IsMatch(source, $@"\b{type.Name.Name.Split('`')[0]}\b");
    }

    private static string SourceOf(string[] folders) => string.Concat(folders
        .SelectMany(folder => Directory.EnumerateFiles(SharedData.InRepository(folder), "*.cs",
            SearchOption.AllDirectories))
        .Select(File.ReadAllText));

    private static void AssertNone(IEnumerable<string> wrong) =>
        Assert.True(!wrong.Any(), string.Join('\n', wrong.Order()));

    private static SourceProject Project(string name) => SourceProject.All.Single(project => project.Name == name);

    [GeneratedRegex(@"(?m)^namespace ([\w.]+);")]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"(?m)^\| `([A-Z][\w/]*?)/?` \|")]
    private static partial Regex RoomRow();
}
