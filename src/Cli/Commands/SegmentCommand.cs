using System.CommandLine;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk segment INPUT...</c>: says of every pixel of images which class it shows.</summary>
internal static class SegmentCommand
{
    public static Command Create()
    {
        Argument<string[]> inputs = ImageInputs.CreateArgument("Images, folders or patterns.");
        Option<string> model = new("--model")
        {
            Description = "Segmenter, ONNX: the best.onnx of 'detsdk train segment'.",
            HelpName = "SEG",
            Required = true,
        };
        Option<string> output = new("--out", "-o")
        {
            Description =
                "Folder of the label maps: PNG files of the number of the class of each pixel, as many times the "
                + "images' size as the model answers at.",
            HelpName = "DIR",
            Required = true,
        };
        Option<bool> drawn = new("--drawn")
        {
            Description = "Writes the images with the classes' colours laid over them, in the place of label maps.",
        };
        Command command = new(
            "segment",
            "Says of every pixel of images which class it shows.\n"
            + "Example: detsdk segment photos --model runs/segment/best.onnx --out maps")
            { inputs, model, output, drawn };
        DeviceArgument device = new(command);
        command.SetStoppableAction((arguments, token) =>
        {
            (ExecutionProvider provider, int index) = device.Read(arguments);
            using Segmenter segmenter = Segmenter.Load(
                arguments.GetRequiredValue(model), new SegmenterOptions { Provider = provider, DeviceId = index });
            bool isDrawn = arguments.GetValue(drawn);
            return new PictureFolder(arguments.GetRequiredValue(output), "segmenting").Write(
                arguments.GetRequiredValue(inputs), null, (image, _) => Picture(segmenter, image, isDrawn), token);
        });
        return command;
    }

    private static Mat Picture(Segmenter segmenter, Mat image, bool isDrawn)
    {
        Mat classes = segmenter.Segment(image);
        if (!isDrawn) return classes;
        using (classes) return segmenter.Draw(image, classes);
    }
}
