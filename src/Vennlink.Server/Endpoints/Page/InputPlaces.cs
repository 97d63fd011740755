using Vennlink.Server.Notebook;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;

namespace Vennlink.Server.Endpoints.Page;

/// <summary>Where the files lie that an index was made of, as far as that is known.</summary>
/// <remarks>A client names an input of the manifest, by its digest or name; no text of his becomes a path.</remarks>
internal sealed class InputPlaces(ServerOptions options, NotebookStore notebook)
{
    private const int MaxLookedAt = 100_000;

    /// <summary>The input of an index that is meant.</summary>
    /// <exception cref="ApiException">There is none (404), or more than one (400).</exception>
    public static InputFile InputOf(Manifest manifest, string name, string? digest)
    {
        InputFile[] found = [.. manifest.Inputs.Zip(InputFile.ToldApart(manifest.Inputs))
            .Where(input => digest is null ? input.First.Name == name || input.Second.Name == name
                : input.First.Digest == digest)
            .Select(input => input.First)];
        return found switch
        {
            [var one] => one,
            [] => throw ApiException.NotFound("The index has no such input."),
            _ => throw ApiException.BadRequest("The index has several inputs of this name: give digest too."),
        };
    }

    /// <summary>The path of an input.</summary>
    /// <exception cref="ApiException">It is not at hand (404).</exception>
    public string PathOf(InputFile input)
    {
        IEnumerable<string> folders = options.SampleFolder is { } samples ? [samples, .. options.InputFolders]
            : options.InputFolders;
        string? remembered = notebook.PathOf(input.Digest);
        return remembered is not null && IsIt(remembered, input) ? remembered
            : folders.SelectMany(folder => FilesIn(folder, input.Name)).FirstOrDefault(path => IsIt(path, input))
            ?? throw ApiException.NotFound(
                $"The file {input.Name} is not at hand; the server may be told where it lies: --inputs FOLDER.");
    }

    private static IEnumerable<string> FilesIn(string folder, string name) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
        }).Take(MaxLookedAt).Where(path => Path.GetFileName(path) == name) : [];

    // By its length: a digest would cost reading all of it. A record that begins at the place is then the one meant, or
    // the file was changed by who owns the disk. An entry of a zip has the length of no file.
    private static bool IsIt(string path, InputFile input) => File.Exists(path)
        ? new FileInfo(path).Length == input.LengthBytes : File.Exists(ZipOf(path));

    private static string? ZipOf(string path)
    {
        string? place = Path.GetDirectoryName(path);
        while (place is not null && !File.Exists(place))
        {
            place = Path.GetDirectoryName(place);
        }

        return place;
    }
}
