using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vennlink.Server.Wire;

/// <summary>How wire records become JSON: by generated code, snake case, fields in the order declared.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ListResponse<SourceItem>), TypeInfoPropertyName = "SourceItems")]
[JsonSerializable(typeof(ExplainResponse))]
[JsonSerializable(typeof(TargetsResponse))]
[JsonSerializable(typeof(IndexResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(UsageResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(HomeResponse))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The context to write with.</summary>
    /// <remarks>
    /// Escapes what JSON asks to escape and no more: titles and URLs stay readable (not <c>\u0026</c>), which is safe
    /// because no answer is ever read as HTML: its content type says JSON, and sniffing is forbidden.
    /// </remarks>
    public static ApiJson Readable { get; } = new(new JsonSerializerOptions
    {
        // Said again, because the attribute's policy does not follow the context into other options.
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,

        // No field is ever null: what there is not is left out.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
