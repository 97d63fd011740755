using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Vennlink.Tests;

namespace Vennlink.Page.Tests;

/// <summary>A module of the page, run by an interpreter in this process: no browser, and no document.</summary>
internal sealed class SiteModule : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Engine _engine;
    private readonly ObjectInstance _exports;
    private readonly JsValue _parse;
    private readonly JsValue _stringify;

    private SiteModule(string name)
    {
        _engine = new Engine(options => options.EnableModules(Folder).TimeoutInterval(TimeSpan.FromSeconds(30)));
        _exports = _engine.Modules.Import($"./{name}");
        _parse = _engine.Evaluate("JSON.parse");
        _stringify = _engine.Evaluate("JSON.stringify");
    }

    /// <summary>The folder of all modules.</summary>
    public static string Folder { get; } = SharedData.InRepository("src/Vennlink.Server/Pages/Site/modules");

    /// <summary>Loads a module with those that it imports.</summary>
    /// <param name="name">Of the file, such as <c>venn.js</c>.</param>
    public static SiteModule Load(string name) => new(name);

    /// <summary>Calls an exported function; arguments and answer are what JSON can say.</summary>
    public JsonElement Call(string function, params object?[] arguments)
    {
        JsValue[] values = [.. arguments.Select(argument =>
            _engine.Invoke(_parse, JsonSerializer.Serialize(argument, Json)))];
        JsValue answer = _engine.Invoke(_exports.Get(function), values);
        JsValue text = _engine.Invoke(_stringify, answer);
        return JsonSerializer.Deserialize<JsonElement>(text.IsUndefined() ? "null" : text.AsString());
    }

    /// <summary>Calls an exported function whose answer is a text.</summary>
    public string Text(string function, params object?[] arguments) => Call(function, arguments).GetString()!;

    public void Dispose() => _engine.Dispose();
}
