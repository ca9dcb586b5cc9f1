using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DetectionSdk.Cli;

/// <summary>The options <c>--tiles</c> and <c>--tile-overlap</c>.</summary>
internal sealed class TilingArguments
{
    private const string Auto = "auto";

    private readonly Option<string?> _tiles = new("--tiles")
    {
        Description =
            "Searches large pictures in overlapping tiles of so many pixels, beside the whole; auto takes 640, or the "
            + "model's input where it is larger.",
        HelpName = "auto|PX",
    };
    private readonly Option<double> _overlap = new("--tile-overlap")
    {
        Description = "Least share of a tile that its neighbour sees too, 0 to 0.9.",
        HelpName = "O",
        DefaultValueFactory = _ => new TilingOptions().Overlap,
    };

    public TilingArguments(Command command)
    {
        _tiles.Validators.Add(RequireSize);
        _overlap.Validators.Add(RequireShare);
        command.Options.Add(_tiles);
        command.Options.Add(_overlap);
    }

    /// <summary>Null where no tiles are asked for.</summary>
    public TilingOptions? Read(ParseResult arguments) => arguments.GetValue(_tiles) is { } tiles
        ? new TilingOptions { Size = SizeOf(tiles), Overlap = arguments.GetValue(_overlap) }
        : null;

    private static int? SizeOf(string tiles) =>
        tiles == Auto ? null : int.Parse(tiles, NumberStyles.None, CultureInfo.InvariantCulture);

    private static void RequireSize(OptionResult result)
    {
        if (result.Tokens is not [Token token] || token.Value == Auto) return;
        if (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int side) || side < 1)
            result.AddError($"--tiles is {token.Value}; expected auto, or the side of a tile in pixels.");
    }

    private static void RequireShare(OptionResult result)
    {
        if (result.Tokens is [Token token]
            && double.TryParse(token.Value, CultureInfo.InvariantCulture, out double share)
            && !(share is >= 0 and <= 0.9))
            result.AddError($"--tile-overlap is {token.Value}; expected 0 to 0.9.");
    }
}
