using System.ComponentModel;
using System.Diagnostics;
using System.Net;

namespace Vennlink.Cli.Output;

/// <summary>The browser of whoever sits at the terminal.</summary>
/// <remarks>
/// All users of a machine see the arguments of its processes. So the browser is given a file that only this user can
/// read, which leads on to the address with the secret in it. The file is deleted with this.
/// </remarks>
internal sealed class Browser : IDisposable
{
    private DirectoryInfo? _folder;

    /// <summary>Shows an address, where there is a terminal and a browser; else does nothing.</summary>
    public void TryShow(string address)
    {
        if (!Terminal.ErrorIsRich)
        {
            return;
        }

        try
        {
            // Mode 0700.
            _folder = Directory.CreateTempSubdirectory("vennlink-");
            string file = Path.Combine(_folder.FullName, "open.html");
            string shown = WebUtility.HtmlEncode(address);
            File.WriteAllText(
                file,
                $"<!doctype html><meta charset=\"utf-8\"><title>Vennlink</title>"
                    + $"<meta http-equiv=\"refresh\" content=\"0;url={shown}\"><a href=\"{shown}\">Vennlink</a>");
            Process.Start(new ProcessStartInfo(file) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception none) when (none is Win32Exception or IOException or UnauthorizedAccessException
            or PlatformNotSupportedException)
        {
            // There is no browser here: the address stands in the terminal.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _folder?.Delete(recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The system empties its folder of temporary files; the address in it has signed in, or the server is gone.
        }
    }
}
