using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DetectionSdk.Training;

/// <summary>A kind of network that enlarges images. Compared by reference: there is one object of each.</summary>
[JsonConverter(typeof(JsonNames))]
public sealed class SuperResolutionArchitecture
{
    private static readonly List<SuperResolutionArchitecture> Known = [];

    private readonly Func<SuperResolutionOptions, SuperResolutionNetwork> _create;

    private SuperResolutionArchitecture(string name, Func<SuperResolutionOptions, SuperResolutionNetwork> create)
    {
        Name = name;
        _create = create;
    }

    /// <summary>
    /// Three convolutions at the output's resolution (Dong et al., ECCV 2014, arXiv 1501.00092): 9, 1 and 5 pixels, 64
    /// and 32 channels.
    /// </summary>
    public static SuperResolutionArchitecture Srcnn { get; } = Add("srcnn", options => new Srcnn(options));

    /// <summary>
    /// Convolutions at the input's resolution and one transposed convolution (Dong et al., ECCV 2016, arXiv
    /// 1608.00367): d = 56, s = 12, m = 4.
    /// </summary>
    public static SuperResolutionArchitecture Fsrcnn { get; } = Add("fsrcnn", options => new Fsrcnn(options));

    /// <summary>
    /// EDSR-baseline (Lim et al., CVPRW 2017, arXiv 1707.02921), which is SRResNet without normalisation: 16 residual
    /// blocks of 64 channels, pixel shuffle.
    /// </summary>
    public static SuperResolutionArchitecture Edsr { get; } = Add("edsr", options => new Edsr(options), 2, 3, 4, 8);

    /// <summary>
    /// Dense deep back-projection (Haris et al., CVPR 2018, arXiv 1803.02735): 7 up- and 6 down-projections of 64
    /// channels.
    /// </summary>
    public static SuperResolutionArchitecture Dbpn { get; } = Add("dbpn", options => new Dbpn(options), 2, 3, 4, 8);

    /// <summary>EDSR-baseline's body and a head that resizes features to any size.</summary>
    public static SuperResolutionArchitecture AnyScale { get; } =
        Add("any-scale", options => new AnyScale(options)).ForAnySize();

    /// <summary>EDSR-baseline's body and one pixel shuffle to the output: the cheapest for its body.</summary>
    public static SuperResolutionArchitecture EdsrShuffle { get; } =
        Add("edsr-shuffle", options => new EdsrShuffle(options));

    /// <summary>
    /// EDSR-baseline's blocks at half the resolution, as FFDNet computes (Zhang et al., TIP 2018): corrects images of
    /// the size that they have, for a quarter of the cost. A denoiser that is fast.
    /// </summary>
    public static SuperResolutionArchitecture EdsrHalf { get; } = Add("edsr-half", options => new EdsrHalf(options), 1);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SuperResolutionArchitecture> All => Known;

    /// <summary>Its name in models, options and on the command line.</summary>
    public string Name { get; }

    /// <summary>The whole numbers that it enlarges by; for any size, the largest factors it can be made for.</summary>
    public IReadOnlyList<int> Scales { get; private set; } = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>Whether the output may have any size, instead of exactly a scale times the input's.</summary>
    public bool TakesAnySize { get; private set; }

    /// <summary>Finds a network by its name.</summary>
    /// <param name="name">The name, in any case, with hyphens or without.</param>
    /// <param name="architecture">What has that name.</param>
    public static bool TryParse(string? name, [NotNullWhen(true)] out SuperResolutionArchitecture? architecture)
    {
        architecture = Known.Find(
            known => string.Equals(Bare(known.Name), Bare(name), StringComparison.OrdinalIgnoreCase));
        return architecture is not null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Makes a network known. A further one is its file and one line above.</summary>
    /// <param name="name">Its name, lower case with hyphens.</param>
    /// <param name="create">Builds it from options that were checked.</param>
    /// <param name="scales">The factors it can be made for; none given: 1 to 8.</param>
    internal static SuperResolutionArchitecture Add(
        string name, Func<SuperResolutionOptions, SuperResolutionNetwork> create, params int[] scales)
    {
        SuperResolutionArchitecture added = new(name, create);
        if (scales.Length > 0) added.Scales = scales;
        Known.Add(added);
        return added;
    }

    internal SuperResolutionNetwork Create(SuperResolutionOptions options) => _create(options);

    private SuperResolutionArchitecture ForAnySize()
    {
        TakesAnySize = true;
        return this;
    }

    private static string? Bare(string? name) => name?.Replace("-", "", StringComparison.Ordinal);

    /// <summary>The name in files: <c>anyScale</c>, as it was always written there.</summary>
    internal sealed class JsonNames : JsonConverter<SuperResolutionArchitecture>
    {
        /// <inheritdoc/>
        public override SuperResolutionArchitecture Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string? name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return TryParse(name, out SuperResolutionArchitecture? known)
                ? known
                : throw new JsonException(
                    $"the architecture is '{name}'; known are {string.Join(", ", Known.Select(one => $"'{one}'"))}.");
        }

        /// <inheritdoc/>
        public override void Write(
            Utf8JsonWriter writer, SuperResolutionArchitecture value, JsonSerializerOptions options)
        {
            string[] words = value.Name.Split('-');
            writer.WriteStringValue(words[0] + string.Concat(
                words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
        }
    }
}
